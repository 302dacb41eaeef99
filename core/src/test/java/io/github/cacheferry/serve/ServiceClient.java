package io.github.cacheferry.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A client of the service in terms of requests and answers, with one token. */
final class ServiceClient implements AutoCloseable {
  static final String VERSION = "0123456789abcdef".repeat(4);
  static final MediaType JSON = MediaType.get("application/json");
  private static final Pattern FIELD =
      Pattern.compile("\"(\\w+)\":(?:\"([^\"]*)\"|([^\",{}\\[\\]]+))");

  private final OkHttpClient http;
  private final String base;
  private final String token;

  /**
   * @param base the server's URL, with a slash at its end
   */
  ServiceClient(String base, String token) {
    this(
        new OkHttpClient.Builder()
            .retryOnConnectionFailure(false)
            .readTimeout(Duration.ofMinutes(1))
            .build(),
        base,
        token);
  }

  private ServiceClient(OkHttpClient http, String base, String token) {
    this.http = http;
    this.base = base;
    this.token = token;
  }

  /** An answer; of a field of its JSON the first with the name. */
  record Reply(int status, String body, Headers headers) {
    String field(String name) {
      Matcher field = FIELD.matcher(body);
      while (field.find()) {
        if (field.group(1).equals(name)) {
          return field.group(2) == null ? field.group(3) : field.group(2);
        }
      }
      throw new AssertionError("no " + name + " in " + status + " " + body);
    }

    String header(String name) {
      return String.valueOf(headers.get(name));
    }
  }

  /** The same client with another token. */
  ServiceClient as(String otherToken) {
    return new ServiceClient(http, base, otherToken);
  }

  Reply send(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return new Reply(response.code(), response.body().string(), response.headers());
    }
  }

  private Request.Builder authorized(String path) {
    return new Request.Builder().url(base + path).header("Authorization", "Bearer " + token);
  }

  Reply twirp(String method, String json) throws IOException {
    return send(
        authorized("twirp/github.actions.results.api.v1.CacheService/" + method)
            .post(RequestBody.create(json.getBytes(StandardCharsets.UTF_8), JSON))
            .build());
  }

  Reply create(String key) throws IOException {
    return twirp("CreateCacheEntry", request(key, ""));
  }

  Reply finish(String key, long size) throws IOException {
    return twirp("FinalizeCacheEntryUpload", request(key, ",\"size_bytes\":\"" + size + "\""));
  }

  Reply find(String key, String... restoreKeys) throws IOException {
    String list = restoreKeys.length == 0 ? "" : "\"" + String.join("\",\"", restoreKeys) + "\"";
    return twirp("GetCacheEntryDownloadURL", request(key, ",\"restore_keys\":[" + list + "]"));
  }

  private static String request(String key, String more) {
    return "{\"key\":\"" + key + "\",\"version\":\"" + VERSION + "\"" + more + "}";
  }

  /** Stores an entry by version 2. */
  void save(String key, byte[] data) throws IOException {
    String url = create(key).field("signed_upload_url");
    if (putBlob(url, data).status() != 201 || finish(key, data.length).status() != 200) {
      throw new AssertionError("not saved: " + key);
    }
  }

  void save(String key, String data) throws IOException {
    save(key, data.getBytes(StandardCharsets.UTF_8));
  }

  Reply putBlob(String url, byte[] data) throws IOException {
    return send(
        new Request.Builder()
            .url(url)
            .header("x-ms-blob-type", "BlockBlob")
            .put(RequestBody.create(data))
            .build());
  }

  Reply putBlock(String url, String id, byte[] data) throws IOException {
    String escaped = base64(id).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    return send(
        new Request.Builder()
            .url(url + "&comp=block&blockid=" + escaped)
            .put(RequestBody.create(data))
            .build());
  }

  Reply putBlockList(String url, String... ids) throws IOException {
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
    for (String id : ids) {
      xml.append("<Latest>").append(base64(id)).append("</Latest>");
    }
    return send(
        new Request.Builder()
            .url(url + "&comp=blocklist")
            .put(RequestBody.create(bytes(xml + "</BlockList>")))
            .build());
  }

  private static String base64(String id) {
    return Base64.getEncoder().encodeToString(bytes(id));
  }

  Reply get(String url, String... headers) throws IOException {
    return send(new Request.Builder().url(url).headers(Headers.of(headers)).build());
  }

  Reply head(String url) throws IOException {
    return send(new Request.Builder().url(url).head().build());
  }

  /** A request of version 1; the body is JSON, empty for none. */
  Reply rest(String method, String resource, String json) throws IOException {
    RequestBody body = json.isEmpty() ? null : RequestBody.create(bytes(json), JSON);
    return send(authorized("_apis/artifactcache/" + resource).method(method, body).build());
  }

  Reply reserve(String key) throws IOException {
    return rest("POST", "caches", request(key, ""));
  }

  Reply patch(String id, String range, byte[] data) throws IOException {
    return send(
        authorized("_apis/artifactcache/caches/" + id)
            .header("Content-Range", range)
            .patch(RequestBody.create(data))
            .build());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that differ from place to place and from seed to seed. */
  static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + (i * 7 + i / 251 + seed) % 26);
    }
    return bytes;
  }

  static String escape(String key) {
    return String.format(Locale.ROOT, "%s", key).replace("\\", "\\\\").replace("\"", "\\\"");
  }

  @Override
  public void close() {
    http.connectionPool().evictAll();
  }
}
