package io.github.cacheferry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeActionsCacheTest {
  private static final String VERSION = "a".repeat(64);

  @TempDir Path directory;
  private final OkHttpClient http =
      new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
  private FakeActionsCache cache;

  @BeforeEach
  void start() throws IOException {
    cache = FakeActionsCache.start(directory);
  }

  @AfterEach
  void stop() throws IOException {
    cache.close();
    http.connectionPool().evictAll();
  }

  private Response twirp(String method, String more) throws IOException {
    String json = "{\"key\":\"k\",\"version\":\"" + VERSION + "\"" + more + "}";
    return http.newCall(
            new Request.Builder()
                .url(cache.url() + "twirp/github.actions.results.api.v1.CacheService/" + method)
                .header("Authorization", "Bearer " + cache.token())
                .post(RequestBody.create(json, MediaType.get("application/json")))
                .build())
        .execute();
  }

  private String url(String method) throws IOException {
    try (Response response = twirp(method, "")) {
      return response.body().string().replaceFirst(".*_url\":\"([^\"]+)\".*", "$1");
    }
  }

  private Response put(String url) throws IOException {
    return http.newCall(
            new Request.Builder()
                .url(url)
                .header("x-ms-blob-type", "BlockBlob")
                .put(RequestBody.create("hello world".getBytes(StandardCharsets.UTF_8)))
                .build())
        .execute();
  }

  private void save() throws IOException {
    put(url("CreateCacheEntry")).close();
    twirp("FinalizeCacheEntryUpload", ",\"size_bytes\":11").close();
  }

  private Response get(String range) throws IOException {
    return http.newCall(
            new Request.Builder()
                .url(url("GetCacheEntryDownloadURL"))
                .header("Range", range)
                .build())
        .execute();
  }

  @Test
  void withoutFaultsItIsTheService() throws IOException {
    save();
    assertThat(url("GetCacheEntryDownloadURL")).startsWith(cache.url().toString());
    try (Response part = get("bytes=6-")) {
      assertThat(part.code()).isEqualTo(206);
      assertThat(part.body().string()).isEqualTo("world");
    }
    assertThat(cache.server().entries("refs/heads/main")).hasSize(1);
    assertThat(cache.count("CreateCacheEntry")).isEqualTo(1);
    assertThat(cache.requests().get(0)).startsWith("POST /twirp/");
  }

  @Test
  void itThrottlesAndFailsAsOftenAsTold() throws IOException {
    cache.throttle("CreateCacheEntry", 1, Duration.ofSeconds(3));
    cache.fail("CreateCacheEntry", 503, 1);
    try (Response first = twirp("CreateCacheEntry", "")) {
      assertThat(first.code()).isEqualTo(429);
      assertThat(first.header("Retry-After")).isEqualTo("3");
      assertThat(first.body().string()).contains("resource_exhausted");
    }
    try (Response second = twirp("CreateCacheEntry", "")) {
      assertThat(second.code()).isEqualTo(503);
    }
    try (Response third = twirp("CreateCacheEntry", "")) {
      assertThat(third.code()).isEqualTo(200);
    }
  }

  @Test
  void itCutsAnswersAndRequests() throws IOException {
    cache.cutRequests("PUT ", 3, 1);
    String url = url("CreateCacheEntry");
    assertThatThrownBy(() -> put(url)).isInstanceOf(IOException.class);
    put(url).close();
    twirp("FinalizeCacheEntryUpload", ",\"size_bytes\":11").close();
    cache.cutAnswers("GET ", 4, 1);
    try (Response cut = get("bytes=0-")) {
      assertThat(cut.code()).isEqualTo(206);
      assertThatThrownBy(() -> cut.body().string()).isInstanceOf(IOException.class);
    }
    try (Response whole = get("bytes=0-")) {
      assertThat(whole.body().string()).isEqualTo("hello world");
    }
  }

  @Test
  void itLosesAnswersOfWhatTookEffect() throws IOException {
    put(url("CreateCacheEntry")).close();
    cache.loseAnswers("FinalizeCacheEntryUpload", 1);
    assertThatThrownBy(() -> twirp("FinalizeCacheEntryUpload", ",\"size_bytes\":11"))
        .isInstanceOf(IOException.class);
    assertThat(cache.server().entries("")).hasSize(1);
  }

  @Test
  void itExpiresUrlsOnDemandAndInTime() throws IOException {
    save();
    cache.expireUrls("GET ", 1);
    try (Response expired = get("bytes=0-")) {
      assertThat(expired.code()).isEqualTo(403);
      assertThat(expired.header("x-ms-error-code")).isEqualTo("AuthenticationFailed");
    }
    String url = url("GetCacheEntryDownloadURL");
    cache.clock().advance(Duration.ofMinutes(11));
    try (Response late = http.newCall(new Request.Builder().url(url).build()).execute()) {
      assertThat(late.code()).isEqualTo(403);
    }
  }

  @Test
  void itIgnoresRanges() throws IOException {
    save();
    cache.ignoreRanges();
    try (Response whole = get("bytes=6-")) {
      assertThat(whole.code()).isEqualTo(200);
      assertThat(whole.header("Content-Length")).isNull();
      assertThat(whole.body().string()).isEqualTo("hello world");
    }
  }
}
