package io.github.cacheferry.serve;

import static io.github.cacheferry.serve.ServiceClient.VERSION;
import static io.github.cacheferry.serve.ServiceClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.serve.ServiceClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwirpServiceTest {
  @TempDir Path directory;
  private Served served;
  private ServiceClient main;

  @BeforeEach
  void serve() throws IOException {
    served = Served.in(directory);
    main = served.main();
  }

  @AfterEach
  void stop() throws IOException {
    served.close();
  }

  @Test
  void anEntryIsFoundOnceItIsFinalised() throws IOException {
    Reply created = main.create("k");
    assertThat(created.field("ok")).isEqualTo("true");
    String upload = created.field("signed_upload_url");
    assertThat(upload).matches("http://127\\.0\\.0\\.1:\\d+/[^/]+/[^/]+/\\d+\\?.*sp=cw&sig=.+");
    assertThat(main.putBlob(upload, bytes("hello")).status()).isEqualTo(201);
    assertThat(main.find("k").field("ok")).isEqualTo("false");

    Reply finished = main.finish("k", 5);
    assertThat(finished.field("ok")).isEqualTo("true");
    assertThat(finished.body()).containsPattern("\"entry_id\":\"\\d+\"");

    Reply found = main.find("k");
    assertThat(found.field("matched_key")).isEqualTo("k");
    assertThat(main.get(found.field("signed_download_url")).body()).isEqualTo("hello");
  }

  @Test
  void aMissIsAnAnswer() throws IOException {
    Reply miss = main.find("nothing");
    assertThat(miss.status()).isEqualTo(200);
    assertThat(miss.body())
        .isEqualTo("{\"ok\":false,\"signed_download_url\":\"\",\"matched_key\":\"\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "\"5\"", "5.0"})
  void sizesMayBeNumbersOrTexts(String size) throws IOException {
    main.putBlob(main.create("k").field("signed_upload_url"), bytes("hello"));
    String request = "{\"key\":\"k\",\"version\":\"" + VERSION + "\",\"size_bytes\":" + size + "}";
    assertThat(main.twirp("FinalizeCacheEntryUpload", request).status()).isEqualTo(200);
  }

  @Test
  void finalisingAgainSaysTheSame() throws IOException {
    main.save("k", "hello");
    Reply again = main.finish("k", 5);
    assertThat(again.field("ok")).isEqualTo("true");
    assertThat(again.field("entry_id"))
        .isEqualTo(Long.toString(served.server().entries("").get(0).id()));
    assertThat(main.finish("k", 6).status()).isEqualTo(404);
  }

  @Test
  void anotherSizeThanTheUploadedOneIsNotFound() throws IOException {
    main.putBlob(main.create("k").field("signed_upload_url"), bytes("hello"));
    Reply wrong = main.finish("k", 4);
    assertThat(wrong.status()).isEqualTo(404);
    assertThat(wrong.field("code")).isEqualTo("not_found");
    assertThat(main.finish("k", 5).status()).isEqualTo(200);
    assertThat(main.finish("unknown", 5).status()).isEqualTo(404);
    main.create("empty");
    assertThat(main.finish("empty", 5).status()).isEqualTo(404);
  }

  @Test
  void aKeyIsTakenFromReservationOn() throws IOException {
    main.create("k");
    Reply reserved = main.create("k");
    assertThat(reserved.status()).isEqualTo(409);
    assertThat(reserved.field("code")).isEqualTo("already_exists");
    assertThat(reserved.field("msg"))
        .isEqualTo("cache entry with the same key, version, and scope already exists");
    main.save("other", "x");
    assertThat(main.create("other").status()).isEqualTo(409);
    assertThat(main.create("Other").status()).as("another case").isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"key\":\"\",\"version\":\"V\"} | 400 | invalid_argument",
        "{\"key\":\"k\",\"version\":\"abc\"} | 400 | invalid_argument",
        "{\"key\":\"k\"} | 400 | invalid_argument",
        "{} | 400 | invalid_argument",
        "[] | 400 | malformed",
        "{\"key\" | 400 | malformed",
        "nonsense | 400 | malformed",
      })
  void createRefusesWhatMakesNoSense(String json, int status, String code) throws IOException {
    Reply refused = main.twirp("CreateCacheEntry", json.replace("V", VERSION));
    assertThat(refused.status()).isEqualTo(status);
    assertThat(refused.field("code")).isEqualTo(code);
  }

  @Test
  void aKeyHasAtMost512Characters() throws IOException {
    assertThat(main.create("ä".repeat(512)).status()).isEqualTo(200);
    assertThat(main.create("k".repeat(513)).status()).isEqualTo(400);
    assertThat(main.finish("k", 0).field("code")).isEqualTo("invalid_argument");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b",
        "a b",
        "100%",
        "#1",
        "what?",
        "back\\slash",
        "\"q\"",
        "a//b/",
        "日本語",
        "../x"
      })
  void anyCharacterIsKept(String key) throws IOException {
    String json = ServiceClient.escape(key);
    main.save(json, "x");
    assertThat(main.find(json).body()).contains("\"matched_key\":\"" + json + "\"");
    assertThat(served.server().entries("").get(0).key()).isEqualTo(key);
  }

  @Test
  void otherMethodsRoutesAndTypesAreBadRoutes() throws IOException {
    assertThat(main.twirp("DeleteCacheEntry", "{}").field("code")).isEqualTo("bad_route");
    String url = served.server().url() + "twirp/github.actions.results.api.v1.CacheService/";
    Reply got = main.get(url + "CreateCacheEntry");
    assertThat(got.status()).isEqualTo(404);
    assertThat(got.field("code")).isEqualTo("bad_route");
    Request protobuf =
        new Request.Builder()
            .url(url + "CreateCacheEntry")
            .header("Content-Type", "application/protobuf")
            .post(RequestBody.create(new byte[0]))
            .build();
    assertThat(main.send(protobuf).field("code")).isEqualTo("bad_route");
    assertThat(main.get(served.server().url() + "elsewhere").status()).isEqualTo(404);
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException {
    String json =
        "{\"metadata\":{\"repository_id\":\"1\",\"scope\":[{\"scope\":\"x\"}]},"
            + "\"key\":\"k\",\"version\":\""
            + VERSION
            + "\",\"new\":[1,[2],{}],\"nothing\":null}";
    assertThat(main.twirp("CreateCacheEntry", json).field("ok")).isEqualTo("true");
  }

  @Test
  void aBodyHasAtMostAMebibyte() throws IOException {
    Reply refused = main.create("k".repeat(2 << 20));
    assertThat(refused.status()).isEqualTo(413);
  }

  @Test
  void aTokenIsNeeded() throws IOException {
    Reply refused = main.as("garbage").create("k");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.field("code")).isEqualTo("unauthenticated");
  }

  @Test
  void aReadOnlyTokenIsToldSoWithoutAnError() throws IOException {
    ServiceClient reader = main.as(served.token().grant(Served.MAIN, TokenForge.READ).unsigned());
    Reply denied = reader.create("k");
    assertThat(denied.status()).isEqualTo(200);
    assertThat(denied.field("ok")).isEqualTo("false");
    assertThat(denied.field("message"))
        .isEqualTo("cache write denied: token has no writable scopes");
    assertThat(reader.finish("k", 1).status()).isEqualTo(403);
    main.save("k", "x");
    assertThat(reader.find("k").field("ok")).isEqualTo("true");
  }

  @Test
  void aTokenThatMayNotReadIsDenied() throws IOException {
    Reply denied = main.as(served.token().grant(Served.MAIN, 2).unsigned()).find("k");
    assertThat(denied.status()).isEqualTo(403);
    assertThat(denied.field("code")).isEqualTo("permission_denied");
    assertThat(denied.field("msg")).startsWith("cache read denied:");
  }

  @Test
  void aPrefixOfThePathLeadsBackToTheSamePrefix() throws IOException {
    ServiceClient below =
        served.client(
            served.token().grant(Served.MAIN, TokenForge.READ_WRITE).unsigned(), "pre/fix/");
    below.save("k", "hello");
    String url = below.find("k").field("signed_download_url");
    assertThat(url).contains("/pre/fix/cacheferry/");
    assertThat(below.get(url).body()).isEqualTo("hello");
  }
}
