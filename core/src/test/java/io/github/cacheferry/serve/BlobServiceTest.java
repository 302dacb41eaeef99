package io.github.cacheferry.serve;

import static io.github.cacheferry.serve.ServiceClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.serve.ServiceClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlobServiceTest {
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

  private String upload(String key) throws IOException {
    return main.create(key).field("signed_upload_url");
  }

  private String download(String key) throws IOException {
    return main.find(key).field("signed_download_url");
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("x-ms-error-code")).isEqualTo(code);
    assertThat(reply.header("x-ms-request-id")).isNotEqualTo("null");
    assertThat(reply.body()).startsWith("<?xml").contains("<Error><Code>" + code + "</Code>");
  }

  @Test
  void aBlobIsMadeOfItsBlocksInTheListsOrder() throws IOException {
    String url = upload("k");
    // BuildKit's are 64 bytes, the toolkit's 48; here they arrive in another order.
    String a = "a".repeat(64);
    String b = "b".repeat(64);
    assertThat(main.putBlock(url, b, bytes("world")).status()).isEqualTo(201);
    assertThat(main.putBlock(url, a, bytes("lost")).status()).isEqualTo(201);
    assertThat(main.putBlock(url, a, bytes("hello ")).status()).isEqualTo(201);
    Reply listed = main.putBlockList(url, a, b);
    assertThat(listed.status()).isEqualTo(201);
    assertThat(listed.header("ETag")).startsWith("\"0x");
    assertThat(listed.header("Last-Modified")).endsWith("GMT");
    assertThat(main.putBlockList(url, a, b).status()).as("asked again").isEqualTo(201);
    main.finish("k", 11);
    assertThat(main.get(download("k")).body()).isEqualTo("hello world");
  }

  @Test
  void aListMayNameABlockTwice() throws IOException {
    String url = upload("k");
    main.putBlock(url, "a", bytes("na"));
    main.putBlock(url, "b", bytes("ba"));
    assertThat(main.putBlockList(url, "b", "a", "a").status()).isEqualTo(201);
    main.finish("k", 6);
    assertThat(main.get(download("k")).body()).isEqualTo("banana");
  }

  @Test
  void everyAnswerToAPutCarriesARequestId() throws IOException {
    String url = upload("k");
    assertThat(main.putBlob(url, bytes("x")).header("x-ms-request-id")).isNotEqualTo("null");
    assertThat(main.putBlock(url, "a", bytes("x")).header("x-ms-request-id")).isNotEqualTo("null");
    assertThat(main.putBlockList(url, "a").header("x-ms-request-id")).isNotEqualTo("null");
  }

  @Test
  void blockIdsOfABlobAreEquallyLong() throws IOException {
    String url = upload("k");
    main.putBlock(url, "aa", bytes("x"));
    assertRefused(main.putBlock(url, "a", bytes("x")), 400, "InvalidBlobOrBlock");
    assertRefused(
        main.putBlock(url, "a".repeat(65), bytes("x")), 400, "InvalidQueryParameterValue");
    assertRefused(main.putBlock(url, "", bytes("x")), 400, "InvalidQueryParameterValue");
  }

  @Test
  void aListWithAnUnknownBlockIsRefused() throws IOException {
    String url = upload("k");
    main.putBlock(url, "a", bytes("x"));
    assertRefused(main.putBlockList(url, "a", "b"), 400, "InvalidBlockList");
    assertThat(main.putBlockList(url, "a").status()).as("the block is still there").isEqualTo(201);
  }

  @Test
  void aListThatIsNoXmlIsRefused() throws IOException {
    Request request =
        new Request.Builder()
            .url(upload("k") + "&comp=blocklist")
            .put(RequestBody.create(bytes("<BlockList><Latest>")))
            .build();
    assertRefused(main.send(request), 400, "InvalidXmlDocument");
  }

  @Test
  void aBlobsTypeAndLengthAreRequired() throws IOException {
    String url = upload("k");
    Request untyped = new Request.Builder().url(url).put(RequestBody.create(bytes("x"))).build();
    assertRefused(main.send(untyped), 400, "MissingRequiredHeader");
    RequestBody chunked =
        new RequestBody() {
          @Override
          public MediaType contentType() {
            return null;
          }

          @Override
          public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("x");
          }
        };
    Request unknown =
        new Request.Builder().url(url).header("x-ms-blob-type", "BlockBlob").put(chunked).build();
    assertRefused(main.send(unknown), 411, "MissingContentLengthHeader");
    Request other = new Request.Builder().url(url + "&comp=page").put(chunked).build();
    assertRefused(main.send(other), 400, "InvalidQueryParameterValue");
    Request deletion = new Request.Builder().url(url).delete().build();
    assertRefused(main.send(deletion), 405, "UnsupportedHttpVerb");
  }

  @Test
  void aLaterBlobReplacesAnEarlierUntilItIsFinalised() throws IOException {
    String url = upload("k");
    main.putBlob(url, bytes("first try"));
    main.putBlob(url, bytes("second"));
    main.finish("k", 6);
    assertThat(main.get(download("k")).body()).isEqualTo("second");
    assertRefused(main.putBlob(url, bytes("third")), 409, "BlobAlreadyExists");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0 | 206 | h | bytes 0-0/11",
        "bytes=6-10 | 206 | world | bytes 6-10/11",
        "bytes=6- | 206 | world | bytes 6-10/11",
        "bytes=6-999 | 206 | world | bytes 6-10/11",
        "bytes=-5 | 206 | world | bytes 6-10/11",
        "bytes=-99 | 206 | hello world | bytes 0-10/11",
        "bytes=5-2 | 200 | hello world | null",
        "bytes=0-1,3-4 | 200 | hello world | null",
        "lines=0-1 | 200 | hello world | null",
      })
  void rangesAreServed(String range, int status, String body, String contentRange)
      throws IOException {
    main.save("k", "hello world");
    for (String header : new String[] {"Range", "x-ms-range"}) {
      Reply got = main.get(download("k"), header, range);
      assertThat(got.status()).isEqualTo(status);
      assertThat(got.body()).isEqualTo(body);
      assertThat(got.header("Content-Range")).isEqualTo(contentRange);
      assertThat(got.header("Content-Length")).isEqualTo(Integer.toString(body.length()));
    }
  }

  @Test
  void aRangePastTheEndIsRefusedWithTheTotal() throws IOException {
    main.save("k", "hello world");
    Reply refused = main.get(download("k"), "Range", "bytes=11-");
    assertRefused(refused, 416, "InvalidRange");
    assertThat(refused.header("Content-Range")).isEqualTo("bytes */11");
  }

  @Test
  void headTellsWhatTheSdkAsksFor() throws IOException {
    main.save("k", "hello world");
    Reply head = main.head(download("k"));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("11");
    assertThat(head.header("x-ms-blob-type")).isEqualTo("BlockBlob");
    assertThat(head.header("x-ms-version")).isEqualTo("2024-11-04");
    assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(head.header("Last-Modified")).endsWith("GMT");
    Reply same = main.get(download("k"), "If-Match", Objects.requireNonNull(head.header("ETag")));
    assertThat(same.status()).isEqualTo(200);
    assertRefused(main.get(download("k"), "If-Match", "\"0x1\""), 412, "ConditionNotMet");
  }

  @Test
  void theVersionAndTheClientsIdAreRepeated() throws IOException {
    main.save("k", "x");
    Reply got =
        main.get(download("k"), "x-ms-version", "2026-02-06", "x-ms-client-request-id", "mine");
    assertThat(got.header("x-ms-version")).isEqualTo("2026-02-06");
    assertThat(got.header("x-ms-client-request-id")).isEqualTo("mine");
  }

  @Test
  void urlsAreGoodForOnePurposeAndAWhile() throws IOException {
    String upload = upload("k");
    assertRefused(main.get(upload), 403, "AuthorizationPermissionMismatch");
    main.putBlob(upload, bytes("x"));
    main.finish("k", 1);
    String download = download("k");
    assertRefused(main.putBlob(download, bytes("x")), 403, "AuthorizationPermissionMismatch");

    served.clock.advance(Duration.ofMinutes(9));
    assertThat(main.get(download).status()).isEqualTo(200);
    served.clock.advance(Duration.ofMinutes(2));
    Reply expired = main.get(download);
    assertRefused(expired, 403, "AuthenticationFailed");
    assertThat(expired.body()).contains("Signature not valid in the specified time frame");
    assertRefused(main.putBlob(upload, bytes("x")), 409, "BlobAlreadyExists");
    served.clock.advance(Duration.ofMinutes(50));
    assertRefused(main.putBlob(upload, bytes("x")), 403, "AuthenticationFailed");
  }

  @Test
  void urlsCannotBeMadeUp() throws IOException {
    main.save("k", "x");
    String download = download("k");
    assertRefused(main.get(download.replaceFirst("sig=.", "sig=-")), 403, "AuthenticationFailed");
    assertRefused(main.get(download.replaceFirst("se=20", "se=21")), 403, "AuthenticationFailed");
    assertRefused(main.get(download.replace("sp=r", "sp=cw")), 403, "AuthenticationFailed");
    assertRefused(
        main.get(download.replaceFirst("/(\\d+)\\?", "/1$1?")), 403, "AuthenticationFailed");
    assertRefused(main.get(download.replaceFirst("/\\d+\\?", "/x?")), 404, "BlobNotFound");
    assertRefused(main.get(download.replaceFirst("\\?.*", "")), 403, "AuthenticationFailed");
  }
}
