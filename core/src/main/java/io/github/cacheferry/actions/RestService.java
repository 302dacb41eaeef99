package io.github.cacheferry.actions;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter.ByteCount;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Version 1 of the service: REST under {@code _apis/artifactcache}, spoken by GitHub Enterprise
 * Server and act.
 */
final class RestService extends SignedEntries {
  private static final String PATH = "_apis/artifactcache/";
  private static final String ACCEPT = "application/json;api-version=6.0-preview.1";

  /**
   * A part of the base's path that may be a secret, as act and GitHub Enterprise Server have one
   * there. A plain word in it must not be masked in everything that is printed.
   */
  private static final Pattern SECRET = Pattern.compile("(?=.*\\d).{8,}|.{20,}");

  RestService(ServiceCall calls) {
    super(calls);
    String path = calls.endpoint().baseUrl().replaceFirst("(?i)^[a-z]+://[^/]*/", "");
    for (String segment : path.split("/", -1)) {
      if (SECRET.matcher(segment).matches()) {
        calls.context().redactor().add(segment);
      }
    }
  }

  @Override
  public Optional<Entry> find(String key, String version) throws IOException {
    String action = "look up " + key;
    if (key.indexOf(',') >= 0) {
      throw new CacheException.Unsupported(
          Problem.of(action, endpoint().toString(), "version 1 knows no key with a comma"));
    }
    HttpUrl url =
        url(action, "cache")
            .addQueryParameter("keys", key)
            .addQueryParameter("version", version)
            .build();
    ServiceCall.Answer answer = calls.ask(action, request(url));
    if (answer.code() == 204 || (answer.code() == 200 && answer.body().length == 0)) {
      return Optional.empty();
    }
    if (calls.readDenied(answer)) {
      return Optional.empty();
    }
    if (answer.code() != 200) {
      throw calls.failed(action, answer);
    }
    JsonFields fields = calls.fields(action, answer);
    String location = fields.text("archiveLocation");
    if (location.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Entry(fields.text("cacheKey"), version, calls.secret(location)));
  }

  @Override
  public Reservation reserve(String key, String version, long size) throws IOException {
    String action = "reserve " + key;
    var json = new StringBuilder("{");
    GoJson.string(GoJson.field(json, "key"), key);
    GoJson.string(GoJson.field(json, "version"), version);
    if (size > 0) {
      GoJson.field(json, "cacheSize").append(size);
    }
    HttpUrl url = url(action, "caches").build();
    ServiceCall.Answer answer =
        calls.ask(action, request(url).post(ServiceCall.json(json.append('}').toString())));
    if (answer.code() == 409) {
      return new Reservation.Taken();
    }
    if (answer.code() != 200 && answer.code() != 201) {
      Optional<String> denied = calls.writeDenied(answer.code(), answer.text());
      if (denied.isPresent()) {
        return new Reservation.Denied(denied.get());
      }
      throw calls.failed(action, answer);
    }
    String id = calls.fields(action, answer).text("cacheId");
    if (!id.matches("[1-9]\\d{0,18}")) {
      throw new CacheException.Unavailable(
          Problem.of(action, endpoint().toString(), "it gave no number for the entry"));
    }
    return new Reservation.Open(key, version, id);
  }

  @Override
  public void upload(Reservation.Open reservation, Payload payload, ByteCount progress)
      throws IOException {
    String action = "upload " + reservation;
    HttpUrl url = entry(action, reservation);
    blocks.send(
        payload.size(),
        (index, offset, length) -> {
          RequestBody body = payload.part(offset, length);
          String range = "bytes " + offset + "-" + (offset + length - 1) + "/*";
          ServiceCall.Answer answer =
              calls.ask(action, request(url).header("Content-Range", range).patch(body));
          if (answer.code() / 100 != 2) {
            throw calls.failed(action, answer);
          }
          progress.moved(length);
        });
  }

  @Override
  public void commit(Reservation.Open reservation, long size) throws IOException {
    String action = "commit " + reservation;
    RequestBody body = ServiceCall.json("{\"size\":" + size + "}");
    ServiceCall.Answer answer = calls.ask(action, request(entry(action, reservation)).post(body));
    if (answer.code() / 100 == 2) {
      return;
    }
    if (!calls.arrived(this, reservation)) {
      throw calls.failed(action, answer);
    }
  }

  private static Request.Builder request(HttpUrl url) {
    return new Request.Builder().url(url).header("Accept", ACCEPT);
  }

  private HttpUrl entry(String action, Reservation.Open reservation) throws CacheException {
    return url(action, "caches").addPathSegment(reservation.handle()).build();
  }

  private HttpUrl.Builder url(String action, String resource) throws CacheException {
    return calls.url(action, endpoint().baseUrl() + PATH + resource).newBuilder();
  }
}
