package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import io.github.cacheferry.serve.SignedUrls.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Version 2 of the service: three methods of Twirp in its JSON form. */
final class TwirpService {
  /** The path before a method's name, after whatever prefix. */
  static final String PATH = "/twirp/github.actions.results.api.v1.CacheService/";

  private static final int LONGEST_BODY = 1 << 20;

  private final CacheStore store;
  private final TokenCheck tokens;

  TwirpService(CacheStore store, TokenCheck tokens) {
    this.store = store;
    this.tokens = tokens;
  }

  /**
   * Serves a call.
   *
   * @param method the last segment of the path
   * @param links makes the URLs that are handed out
   */
  void serve(Call call, String method, Links links) throws IOException {
    try {
      byte[] answer = dispatch(call, method, links);
      call.answerJson(200, answer);
    } catch (Refusal e) {
      refuse(call, e);
    } catch (BlobError e) {
      // A finished or expired upload, which is found out below this dialect.
      refuse(call, new Refusal(Reason.NOT_FOUND, "cache entry not found", e));
    } catch (StorageFailure e) {
      Router.LOG.log(System.Logger.Level.WARNING, method + " failed", e);
      refuse(call, new Refusal(Reason.FAILED, String.valueOf(e.getMessage()), e));
    }
  }

  private static void refuse(Call call, Refusal refusal) throws IOException {
    byte[] error =
        JsonText.object(
            json -> {
              json.writeStringField("code", refusal.reason().code());
              json.writeStringField("msg", refusal.text());
            });
    call.answerJson(refusal.reason().status(), error);
  }

  private byte[] dispatch(Call call, String method, Links links) throws IOException {
    if (!call.method().equals("POST")) {
      throw new Refusal(
          Reason.BAD_ROUTE, "unsupported method " + call.method() + " (only POST is allowed)");
    }
    String type = call.sent("Content-Type").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      throw new Refusal(Reason.BAD_ROUTE, "unexpected Content-Type: " + type);
    }
    return switch (method) {
      case "CreateCacheEntry" -> create(authenticate(call), request(call), links);
      case "FinalizeCacheEntryUpload" -> finish(authenticate(call), request(call));
      case "GetCacheEntryDownloadURL" -> find(authenticate(call), request(call), links);
      default -> throw new Refusal(Reason.BAD_ROUTE, "no handler for path " + call.path());
    };
  }

  private AccessToken authenticate(Call call) throws Refusal {
    return tokens.check(call.sent("Authorization"));
  }

  private static Fields request(Call call) throws IOException {
    byte[] body = call.body(LONGEST_BODY);
    try {
      return Fields.parse(body);
    } catch (IOException e) {
      throw new Refusal(Reason.MALFORMED, "the json request could not be decoded", e);
    }
  }

  private byte[] create(AccessToken token, Fields request, Links links) throws IOException {
    String key = request.text("key");
    String version = request.text("version");
    EntryName.check(key, version);
    Optional<String> scope = token.writable();
    if (scope.isEmpty()) {
      // Not an error of HTTP: the live service answers so, and the toolkit makes a warning of it.
      return JsonText.object(
          json -> {
            json.writeBooleanField("ok", false);
            json.writeStringField("signed_upload_url", "");
            json.writeStringField("message", AccessToken.NO_WRITABLE_SCOPE);
          });
    }
    Upload upload = store.reserve(new EntryName(token.repository(), scope.get(), version, key));
    return JsonText.object(
        json -> {
          json.writeBooleanField("ok", true);
          json.writeStringField("signed_upload_url", links.blob(upload.id(), Permission.UPLOAD));
          json.writeStringField("message", "");
        });
  }

  private byte[] finish(AccessToken token, Fields request) throws IOException {
    String key = request.text("key");
    String version = request.text("version");
    EntryName.check(key, version);
    long size = request.whole("size_bytes", "sizeBytes").orElse(0);
    if (size < 1) {
      throw new Refusal(Reason.INVALID, "size_bytes must be at least 1");
    }
    String scope = token.writableOrFail();
    Entry entry = store.finalise(new EntryName(token.repository(), scope, version, key), size);
    return JsonText.object(
        json -> {
          json.writeBooleanField("ok", true);
          // 64-bit integers are strings in the JSON form of protocol buffers.
          json.writeStringField("entry_id", Long.toString(entry.id()));
          json.writeStringField("message", "");
        });
  }

  private byte[] find(AccessToken token, Fields request, Links links) throws IOException {
    String version = request.text("version");
    EntryName.check(request.text("key"), version);
    List<String> keys = new ArrayList<>();
    keys.add(request.text("key"));
    for (String key : request.list("restore_keys", "restoreKeys")) {
      // An empty one would find every entry.
      if (!key.isEmpty()) {
        EntryName.checkKey(key);
        keys.add(key);
      }
    }
    Optional<Entry> found = store.find(token.repository(), token.readable(), version, keys);
    return JsonText.object(
        json -> {
          json.writeBooleanField("ok", found.isPresent());
          json.writeStringField(
              "signed_download_url",
              found.map(entry -> links.blob(entry.id(), Permission.READ)).orElse(""));
          json.writeStringField("matched_key", found.map(entry -> entry.name().key()).orElse(""));
        });
  }
}
