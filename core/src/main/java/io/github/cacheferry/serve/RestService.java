package io.github.cacheferry.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.cacheferry.serve.Refusal.Reason;
import io.github.cacheferry.serve.SignedUrls.Permission;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Version 1 of the service, as GitHub Enterprise Server has it. */
final class RestService {
  /** The path before a resource, after whatever prefix. */
  static final String PATH = "/_apis/artifactcache/";

  private static final int LONGEST_BODY = 1 << 20;
  private static final String ONE_UPLOAD = "caches/";

  private final CacheStore store;
  private final TokenCheck tokens;

  RestService(CacheStore store, TokenCheck tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /**
   * Serves a call.
   *
   * @param resource the path after {@link #PATH}
   * @param links makes the URLs that are handed out
   */
  void serve(Call call, String resource, Links links) throws IOException {
    try {
      AccessToken token = tokens.check(call.sent("Authorization"));
      String route = call.method() + " " + resource.replaceFirst("^caches/.+", ONE_UPLOAD);
      switch (route) {
        case "GET cache" -> find(call, token, links);
        case "GET caches" -> list(call, token);
        case "POST caches" -> reserve(call, token);
        case "PATCH caches/" -> write(call, token, resource);
        case "POST caches/" -> commit(call, token, resource);
        default -> throw new Refusal(Reason.BAD_ROUTE, "there is no " + route);
      }
    } catch (Refusal e) {
      RestErrors.answer(call, e);
    } catch (BlobError e) {
      RestErrors.answer(call, new Refusal(Reason.NOT_FOUND, String.valueOf(e.getMessage()), e));
    } catch (StorageFailure e) {
      Router.LOG.log(System.Logger.Level.WARNING, call.method() + " " + resource + " failed", e);
      RestErrors.answer(call, new Refusal(Reason.FAILED, String.valueOf(e.getMessage()), e));
    }
  }

  private void find(Call call, AccessToken token, Links links) throws IOException {
    String version = call.query().text("version");
    List<String> keys =
        Arrays.stream(call.query().text("keys").split(",", -1))
            .map(String::strip)
            .filter(key -> !key.isEmpty())
            .toList();
    if (keys.isEmpty()) {
      throw new Refusal(Reason.INVALID, "keys must name at least one key");
    }
    for (String key : keys) {
      EntryName.check(key, version);
    }
    Optional<Entry> found = store.find(token.repository(), token.readable(), version, keys);
    if (found.isEmpty()) {
      call.answer(204);
      return;
    }
    byte[] answer =
        JsonText.object(
            json -> {
              describe(json, found.get());
              json.writeStringField(
                  "archiveLocation", links.blob(found.get().id(), Permission.READ));
            });
    call.answerJson(200, answer);
  }

  private static void describe(JsonGenerator json, Entry entry) throws IOException {
    json.writeStringField("cacheKey", entry.name().key());
    json.writeStringField("scope", entry.name().scope());
    json.writeStringField("cacheVersion", entry.name().version());
    json.writeStringField("creationTime", entry.created().toString());
  }

  private void list(Call call, AccessToken token) throws IOException {
    List<String> scopes = token.readable();
    String prefix = call.query().text("key");
    List<Entry> entries =
        store.entries().stream()
            .map(Catalog.Used::entry)
            .filter(entry -> entry.name().repository().equals(token.repository()))
            .filter(entry -> scopes.contains(entry.name().scope()))
            .filter(entry -> entry.name().key().startsWith(prefix))
            .toList();
    byte[] answer =
        JsonText.object(
            json -> {
              json.writeNumberField("totalCount", entries.size());
              json.writeArrayFieldStart("artifactCaches");
              for (Entry entry : entries) {
                json.writeStartObject();
                describe(json, entry);
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    call.answerJson(200, answer);
  }

  private void reserve(Call call, AccessToken token) throws IOException {
    Fields request = request(call);
    EntryName.check(request.text("key"), request.text("version"));
    var name =
        new EntryName(
            token.repository(),
            token.writableOrFail(),
            request.text("version"),
            request.text("key"));
    checkSize(request.whole("cacheSize").orElse(0));
    long id;
    try {
      id = store.reserve(name).id();
    } catch (Refusal e) {
      throw e.reason() == Reason.TAKEN ? RestErrors.taken(name, e) : e;
    }
    call.answerJson(201, JsonText.object(json -> json.writeNumberField("cacheId", id)));
  }

  private void checkSize(long size) throws Refusal {
    if (size > store.maxBytes()) {
      throw new Refusal(
          Reason.INVALID,
          "Cache size of " + size + " bytes is over the " + store.maxBytes() + " bytes limit");
    }
  }

  private void write(Call call, AccessToken token, String resource) throws IOException {
    long id = id(token, resource);
    ByteRange range =
        ByteRange.sent(call.sent("Content-Range"))
            .orElseThrow(
                () -> new Refusal(Reason.INVALID, "Content-Range must be bytes FIRST-LAST/*"));
    checkSize(range.end());
    Upload upload =
        store.upload(id).orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "no such upload"));
    upload.writeRange(call.body(), range.start(), range.length());
    call.answer(204);
  }

  private void commit(Call call, AccessToken token, String resource) throws IOException {
    long id = id(token, resource);
    long size = request(call).whole("size").orElse(0);
    if (size < 1) {
      throw new Refusal(Reason.INVALID, "size must be at least 1");
    }
    EntryName name =
        store.name(id).orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "no such upload"));
    store.finalise(name, size);
    call.answer(204);
  }

  /** The upload's id, if the token may write it. */
  private long id(AccessToken token, String resource) throws Refusal {
    String scope = token.writableOrFail();
    try {
      long id = Long.parseLong(resource.substring(ONE_UPLOAD.length()));
      if (store
          .name(id)
          .filter(name -> name.repository().equals(token.repository()))
          .filter(name -> name.scope().equals(scope))
          .isPresent()) {
        return id;
      }
    } catch (NumberFormatException e) {
      throw new Refusal(Reason.NOT_FOUND, "a cache id is a number", e);
    }
    throw new Refusal(Reason.NOT_FOUND, "no such upload");
  }

  private static Fields request(Call call) throws IOException {
    byte[] body = call.body(LONGEST_BODY);
    try {
      return Fields.parse(body);
    } catch (IOException e) {
      throw new Refusal(Reason.MALFORMED, "the body is no JSON object", e);
    }
  }
}
