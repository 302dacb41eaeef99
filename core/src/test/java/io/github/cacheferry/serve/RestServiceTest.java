package io.github.cacheferry.serve;

import static io.github.cacheferry.serve.ServiceClient.VERSION;
import static io.github.cacheferry.serve.ServiceClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.serve.ServiceClient.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestServiceTest {
  @TempDir Path directory;
  private Served served;
  private ServiceClient main;

  @BeforeEach
  void serve() throws IOException {
    served = Served.in(directory, config -> config.maxBytes(1000));
    main = served.main();
  }

  @AfterEach
  void stop() throws IOException {
    served.close();
  }

  private Reply find(ServiceClient client, String keys) throws IOException {
    String escaped = URLEncoder.encode(keys, StandardCharsets.UTF_8);
    return client.rest("GET", "cache?keys=" + escaped + "&version=" + VERSION, "");
  }

  private void save(String key, String data) throws IOException {
    String id = main.reserve(key).field("cacheId");
    main.patch(id, "bytes 0-" + (data.length() - 1) + "/*", bytes(data));
    assertThat(commit(id, data.length()).status()).isEqualTo(204);
  }

  private Reply commit(String id, long size) throws IOException {
    return main.rest("POST", "caches/" + id, "{\"size\":" + size + "}");
  }

  @Test
  void rangesMayComeInAnyOrderAndTwice() throws IOException {
    Reply reserved = main.reserve("k");
    assertThat(reserved.status()).isEqualTo(201);
    String id = reserved.field("cacheId");
    assertThat(main.patch(id, "bytes 6-10/*", bytes("world")).status()).isEqualTo(204);
    assertThat(find(main, "k").status()).isEqualTo(204);
    assertThat(commit(id, 11).status()).as("with a hole").isEqualTo(400);
    assertThat(main.patch(id, "bytes 0-5/*", bytes("hello ")).status()).isEqualTo(204);
    assertThat(main.patch(id, "bytes 0-5/*", bytes("hello ")).status()).isEqualTo(204);
    assertThat(commit(id, 12).status()).as("another size").isEqualTo(400);
    assertThat(commit(id, 11).status()).isEqualTo(204);
    assertThat(commit(id, 11).status()).as("asked again").isEqualTo(204);

    Reply found = find(main, "k");
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.field("cacheKey")).isEqualTo("k");
    assertThat(found.field("scope")).isEqualTo(Served.MAIN);
    assertThat(found.field("cacheVersion")).isEqualTo(VERSION);
    String url = found.field("archiveLocation");
    assertThat(main.get(url).body()).isEqualTo("hello world");
    assertThat(main.get(url, "Range", "bytes=6-").header("Content-Range"))
        .isEqualTo("bytes 6-10/11");
  }

  @Test
  void severalKeysAreSeparatedByCommas() throws IOException {
    save("deps-1", "1");
    save("deps-2", "2");
    assertThat(find(main, "none,deps-").field("cacheKey")).isEqualTo("deps-2");
    assertThat(find(main, "deps-1,deps-").field("cacheKey")).isEqualTo("deps-1");
    Reply miss = find(main, "none");
    assertThat(miss.status()).isEqualTo(204);
    assertThat(miss.body()).isEmpty();
  }

  @Test
  void bothVersionsShareTheirEntries() throws IOException {
    save("k", "x");
    assertThat(main.find("k").field("ok")).isEqualTo("true");
    main.save("other", "y");
    assertThat(main.get(find(main, "other").field("archiveLocation")).body()).isEqualTo("y");
  }

  @Test
  void aTakenKeyIsAConflictWithAType() throws IOException {
    main.reserve("k");
    Reply taken = main.reserve("k");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.field("typeKey")).isEqualTo("ArtifactCacheItemAlreadyExistsException");
    assertThat(taken.field("message")).startsWith("Cache already exists. Scope: " + Served.MAIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes 0-4/* | 4 | 400",
        "bytes 0-4/* | 6 | 400",
        "bytes 0-4/5 | 5 | 204",
        "bytes 4-0/* | 5 | 400",
        "0-4 | 5 | 400",
        "bytes 0-1000/* | 1001 | 400",
      })
  void aRangeMustBeWhatTheBodyIs(String range, int length, int status) throws IOException {
    String id = main.reserve("k").field("cacheId");
    assertThat(main.patch(id, range, new byte[length]).status()).isEqualTo(status);
  }

  @Test
  void anEntryTooLargeIsRefusedWhenItIsReserved() throws IOException {
    String json = "{\"key\":\"k\",\"version\":\"" + VERSION + "\",\"cacheSize\":1001}";
    Reply refused = main.rest("POST", "caches", json);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.field("message")).contains("1001 bytes");
    assertThat(main.rest("POST", "caches", json.replace("1001", "1000")).status()).isEqualTo(201);
  }

  @Test
  void onlyTheScopeOfAnUploadMayWriteIt() throws IOException {
    String id = main.reserve("k").field("cacheId");
    ServiceClient other = served.client("refs/heads/other");
    assertThat(other.patch(id, "bytes 0-0/*", bytes("x")).status()).isEqualTo(404);
    assertThat(other.rest("POST", "caches/" + id, "{\"size\":1}").status()).isEqualTo(404);
    assertThat(main.patch("0", "bytes 0-0/*", bytes("x")).status()).isEqualTo(404);
    assertThat(main.patch("x", "bytes 0-0/*", bytes("x")).status()).isEqualTo(404);
    assertThat(commit(id, 0).status()).isEqualTo(400);
  }

  @Test
  void deniedAccessIsForbiddenWithTheKnownWords() throws IOException {
    ServiceClient reader = main.as(served.token().grant(Served.MAIN, TokenForge.READ).unsigned());
    Reply write = reader.reserve("k");
    assertThat(write.status()).isEqualTo(403);
    assertThat(write.field("message")).startsWith("cache write denied:");
    Reply read = find(main.as(served.token().unsigned()), "k");
    assertThat(read.status()).isEqualTo(403);
    assertThat(read.field("message")).startsWith("cache read denied:");
    assertThat(find(main.as("garbage"), "k").status()).isEqualTo(401);
  }

  @Test
  void aListShowsWhatTheTokenMayRead() throws IOException {
    save("app-1", "x");
    save("lib-1", "x");
    served.client("refs/heads/other").save("app-2", "x");
    Reply list = main.rest("GET", "caches?key=app-", "");
    assertThat(list.field("totalCount")).isEqualTo("1");
    assertThat(list.field("cacheKey")).isEqualTo("app-1");
  }

  @Test
  void whatMakesNoSenseIsRefused() throws IOException {
    assertThat(main.rest("GET", "cache?keys=&version=" + VERSION, "").status()).isEqualTo(400);
    assertThat(main.rest("GET", "cache?keys=k&version=1", "").status()).isEqualTo(400);
    assertThat(main.rest("GET", "cache?keys=%zz", "").status()).isEqualTo(400);
    assertThat(main.rest("POST", "caches", "[]").status()).isEqualTo(400);
    assertThat(main.rest("GET", "elsewhere", "").status()).isEqualTo(404);
  }
}
