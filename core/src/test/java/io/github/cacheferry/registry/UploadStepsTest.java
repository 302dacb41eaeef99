package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadStepsTest {
  private static final byte[] CONTENT = new byte[100];
  private static final Descriptor BLOB = Descriptor.of("application/octet-stream", CONTENT);

  private final StepRunner steps;
  private final RegistryReference reference;
  private final UploadSession session;

  UploadStepsTest() throws IOException {
    steps = new StepRunner();
    reference = RegistryReference.parse("registry.example/acme/app:cache");
    session = new UploadSession(steps.url("/v2/acme/app/blobs/uploads/1?_state=a%3D"));
  }

  @AfterEach
  void stop() {
    steps.close();
  }

  @Nested
  class Start {
    private final UploadStart plain = new UploadStart(reference, Optional.empty());
    private final UploadStart mount =
        new UploadStart(reference, Optional.of(new UploadStart.Mount(BLOB.digest(), "acme/base")));

    @Test
    void plain_postsNothing() throws IOException {
      Optional<UploadSession> begun =
          steps.run(plain, 202, "Location", "/v2/acme/app/blobs/uploads/7");
      assertThat(begun).contains(new UploadSession(steps.url("/v2/acme/app/blobs/uploads/7")));
      var request = steps.request();
      assertThat(request.getRequestLine()).startsWith("POST /v2/acme/app/blobs/uploads/ ");
      assertThat(request.getHeaders().get("Content-Length")).isEqualTo("0");
    }

    @Test
    void mount_namesBlobAndRepository() throws IOException {
      assertThat(steps.run(mount, 201)).isEmpty();
      assertThat(steps.request().getUrl().queryParameter("mount"))
          .isEqualTo(BLOB.digest().toString());
    }

    @Test
    void mountOfAnotherBlob_isCorrupt() {
      String other = Digest.of(new byte[1]).toString();
      assertThatThrownBy(() -> steps.run(mount, 201, "Docker-Content-Digest", other))
          .isInstanceOf(CacheException.Corrupt.class);
    }

    @Test
    void mountThatIsNotDone_beginsAnUpload() throws IOException {
      assertThat(steps.run(mount, 202, "Location", "/x")).isPresent();
    }

    @Test
    void createdWithoutAMount_isUnexpected() {
      assertThatThrownBy(() -> steps.run(plain, 201)).isInstanceOf(UnexpectedStatus.class);
    }

    @Test
    void sessionWithoutAPlace_isAProtocolError() {
      assertThatThrownBy(() -> steps.run(plain, 202)).isInstanceOf(ProtocolException.class);
    }
  }

  @Nested
  class End {
    @Test
    void put_keepsTheSessionsQuery() throws IOException {
      var put = new UploadPut(session, BLOB.digest(), RequestBody.create(CONTENT));
      steps.run(put, 201);
      var request = steps.request();
      assertThat(request.getRequestLine())
          .startsWith("PUT /v2/acme/app/blobs/uploads/1?_state=a%3D&digest=");
      assertThat(request.getUrl().queryParameter("digest")).isEqualTo(BLOB.digest().toString());
      assertThat(request.getHeaders().get("Content-Length")).isEqualTo("100");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 400, 404, 413, 500})
    void anythingElse_isUnexpected(int code) {
      var put = new UploadPut(session, BLOB.digest(), RequestBody.EMPTY);
      assertThatThrownBy(() -> steps.run(put, code)).isInstanceOf(UnexpectedStatus.class);
    }

    @Test
    void patch_sendsWhatIsLeft() throws IOException {
      var patch = new UploadPatch(session, BLOB, 60, RequestBody.create(new byte[40]));
      assertThat(steps.run(patch, 202, "Location", "/next").location())
          .isEqualTo(steps.url("/next"));
      assertThat(steps.request().getHeaders().get("Content-Range")).isEqualTo("60-99");
    }

    @ParameterizedTest
    @CsvSource({"204, true", "202, true", "404, false"})
    void cancel_tellsWhetherThereWasSomething(int code, boolean expected) throws IOException {
      assertThat(steps.run(new UploadCancel(session), code)).isEqualTo(expected);
      assertThat(steps.request().getMethod()).isEqualTo("DELETE");
    }
  }

  @Nested
  class State {
    @ParameterizedTest
    @CsvSource({"0-59, 60", "bytes=0-59, 60", "0-0, 0", "'', 0", "5-9, 0"})
    void range_tellsWhatHasArrived(String range, long bytes) throws IOException {
      var arrived = steps.run(new UploadStatus(session), 204, "Range", range).orElseThrow();
      assertThat(arrived.bytes()).isEqualTo(bytes);
      assertThat(arrived.session()).isEqualTo(session);
    }

    @Test
    void newPlace_isTaken() throws IOException {
      var arrived = steps.run(new UploadStatus(session), 204, "Location", "/new").orElseThrow();
      assertThat(arrived.session().location()).isEqualTo(steps.url("/new"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 416})
    void sessionThatIsRefused_isGone(int code) throws IOException {
      assertThat(steps.run(new UploadStatus(session), code)).isEmpty();
    }

    @Test
    void serverError_isUnexpected() {
      assertThatThrownBy(() -> steps.run(new UploadStatus(session), 500))
          .isInstanceOf(UnexpectedStatus.class);
    }
  }

  @Nested
  class Location {
    @ParameterizedTest
    @CsvSource({
      "https://r.io/v2/a/,       /up/1?s=2,            https://r.io/up/1?s=2",
      "https://r.io/v2/a/,       up/1,                 https://r.io/v2/a/up/1",
      "https://r.io/v2/a/,       https://u.io/up,      https://u.io/up",
      "https://r.io:8443/v2/a/,  http://r.io/up?s=2,   https://r.io:8443/up?s=2",
      "http://r.io/v2/a/,        http://r.io/up,       http://r.io/up",
      "http://r.io/v2/a/,        https://r.io/up,      https://r.io/up",
    })
    void relativeAndAbsolute_areTaken(String asked, String location, String expected)
        throws IOException {
      assertThat(UploadSession.of(response(asked, location)).location())
          .isEqualTo(HttpUrl.get(expected));
    }

    @Test
    void otherHostWithoutTls_isRefused() {
      assertThatThrownBy(() -> UploadSession.of(response("https://r.io/v2/", "http://u.io/up")))
          .isInstanceOf(ProtocolException.class);
    }

    private Response response(String asked, String location) {
      return new Response.Builder()
          .request(new Request.Builder().url(asked).build())
          .protocol(Protocol.HTTP_1_1)
          .code(202)
          .message("")
          .header("Location", location)
          .body(ResponseBody.EMPTY)
          .build();
    }
  }
}
