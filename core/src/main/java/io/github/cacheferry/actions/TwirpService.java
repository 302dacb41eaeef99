package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;

/** Version 2 of the service: three Twirp methods, and Azure block blobs at signed addresses. */
final class TwirpService extends SignedEntries {
  private static final String PATH = "twirp/github.actions.results.api.v1.CacheService/";

  /** Up to this size one request is better than blocks and their list. */
  private static final long SINGLE = Blocks.SIZE;

  TwirpService(ServiceCall calls) {
    super(calls);
  }

  @Override
  public Optional<Entry> find(String key, String version) throws IOException {
    String action = "look up " + key;
    var message = new Message().text("key", key).list("restore_keys", key).text("version", version);
    ServiceCall.Answer answer = call(action, "GetCacheEntryDownloadURL", message);
    if (calls.readDenied(answer)) {
      return Optional.empty();
    }
    if (answer.code() != 200) {
      throw calls.failed(action, answer);
    }
    JsonFields fields = calls.fields(action, answer);
    if (!fields.isTrue("ok") || fields.text("signed_download_url").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            fields.text("matched_key"), version, calls.secret(fields.text("signed_download_url"))));
  }

  @Override
  public Reservation reserve(String key, String version, long size) throws IOException {
    String action = "reserve " + key;
    ServiceCall.Answer answer =
        call(action, "CreateCacheEntry", new Message().text("key", key).text("version", version));
    if (answer.code() == 409) {
      return new Reservation.Taken();
    }
    boolean answered = answer.code() == 200;
    JsonFields fields = answered ? calls.fields(action, answer) : JsonFields.NONE;
    if (fields.isTrue("ok")) {
      return new Reservation.Open(key, version, calls.secret(fields.text("signed_upload_url")));
    }
    String said = answered ? fields.text("message") : answer.text();
    Optional<String> denied = calls.writeDenied(answer.code(), said);
    if (denied.isPresent()) {
      return new Reservation.Denied(denied.get());
    }
    if (!answered) {
      throw calls.failed(action, answer);
    }
    String why = Bodies.line(said, calls.context().redactor());
    throw new CacheException.Unavailable(
        Problem.of(action, endpoint().toString(), why.isEmpty() ? "the service declined" : why));
  }

  @Override
  public void upload(Reservation.Open reservation, Payload payload, ByteCount progress)
      throws IOException {
    HttpUrl url = calls.url("upload " + reservation, reservation.handle());
    var blob = new BlockBlob(calls.transport(), url);
    if (payload.size() <= SINGLE) {
      step(reservation, url, () -> blob.put(payload.part(0, payload.size())));
      progress.moved(payload.size());
      return;
    }
    blocks.send(
        payload.size(),
        (index, offset, length) -> {
          step(reservation, url, () -> blob.stage(index, payload.part(offset, length)));
          progress.moved(length);
        });
    step(reservation, url, () -> blob.commit(Blocks.count(payload.size())));
  }

  @Override
  public void commit(Reservation.Open reservation, long size) throws IOException {
    String action = "finalise " + reservation.key();
    var message =
        new Message()
            .text("key", reservation.key())
            .text("size_bytes", Long.toString(size))
            .text("version", reservation.version());
    ServiceCall.Answer answer = call(action, "FinalizeCacheEntryUpload", message);
    if (answer.code() == 200 && calls.fields(action, answer).isTrue("ok")) {
      return;
    }
    if (!calls.arrived(this, reservation)) {
      throw calls.failed(action, answer);
    }
  }

  private void step(Reservation.Open reservation, HttpUrl url, Sending sending) throws IOException {
    calls.trying(
        "upload " + reservation,
        url,
        () -> {
          sending.send();
          return true;
        });
  }

  private ServiceCall.Answer call(String action, String method, Message message)
      throws IOException {
    HttpUrl url = calls.url(action, endpoint().baseUrl() + PATH + method);
    return calls.ask(action, new Request.Builder().url(url).post(ServiceCall.json(message.json())));
  }

  @FunctionalInterface
  private interface Sending {
    void send() throws IOException;
  }

  /** A request message. */
  private static final class Message {
    private final StringBuilder json = new StringBuilder("{");

    Message text(String name, String value) {
      GoJson.string(GoJson.field(json, name), value);
      return this;
    }

    Message list(String name, String only) {
      GoJson.string(GoJson.field(json, name).append('['), only);
      json.append(']');
      return this;
    }

    String json() {
      return json + "}";
    }
  }
}
