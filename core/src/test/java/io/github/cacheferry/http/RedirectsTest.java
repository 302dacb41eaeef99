package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedirectsTest {
  @TempDir private Path directory;
  private final MockWebServer registry = new MockWebServer();
  private final MockWebServer storage = new MockWebServer();
  private final RunContext run = Runs.plain();
  private HttpTransport transport;

  @BeforeEach
  void start() throws IOException {
    storage.start();
    transport = HttpTransport.open(run, TlsSettings.of(run).unverified());
  }

  @AfterEach
  void stop() {
    transport.close();
    registry.close();
    storage.close();
  }

  @Test
  void anotherServer_getsNoCredentials() throws Exception {
    registry.start();
    registry.enqueue(redirect(storage.url("/blob?sig=1").toString()));
    storage.enqueue(new MockResponse.Builder().body("bytes").build());
    try (Response response = Redirects.follow(transport, request())) {
      assertThat(response.body().string()).isEqualTo("bytes");
    }
    var sent = storage.takeRequest();
    assertThat(sent.getHeaders().get("Authorization")).isNull();
    assertThat(sent.getHeaders().get("Range")).isEqualTo("bytes=1-2");
  }

  @Test
  void sameServer_getsThem() throws Exception {
    registry.start();
    registry.enqueue(redirect("/elsewhere"));
    registry.enqueue(new MockResponse.Builder().build());
    Redirects.follow(transport, request()).close();
    registry.takeRequest();
    assertThat(registry.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer t");
  }

  @Test
  void plainText_isNotGoneToFromTls() throws IOException {
    registry.useHttps(TestCertificate.make(directory).context().getSocketFactory());
    registry.start();
    registry.enqueue(redirect(storage.url("/blob").toString()));
    assertThatThrownBy(() -> Redirects.follow(transport, request()).close())
        .isInstanceOf(Redirects.Refused.class)
        .hasMessageContaining("plain http");
    assertThat(storage.getRequestCount()).isZero();
  }

  @Test
  void circles_areLeft() throws IOException {
    registry.start();
    for (int i = 0; i < 10; i++) {
      registry.enqueue(redirect("/again"));
    }
    assertThatThrownBy(() -> Redirects.follow(transport, request()).close())
        .hasMessageContaining("in circles");
    assertThat(registry.getRequestCount()).isEqualTo(6);
  }

  @Test
  void redirectToNothing_isRefused() throws IOException {
    registry.start();
    registry.enqueue(redirect("ftp://host/"));
    assertThatThrownBy(() -> Redirects.follow(transport, request()).close())
        .isInstanceOf(Redirects.Refused.class);
  }

  @Test
  void writing_isNotRedirected() throws IOException {
    registry.start();
    registry.enqueue(redirect(storage.url("/token").toString()));
    Request post = request().newBuilder().post(RequestBody.create(new byte[] {1})).build();
    try (Response response = Redirects.follow(transport, post)) {
      assertThat(response.code()).isEqualTo(307);
    }
    assertThat(storage.getRequestCount()).isZero();
  }

  @Test
  void redirectWithoutLocation_isData() throws IOException {
    registry.start();
    registry.enqueue(new MockResponse.Builder().code(302).build());
    try (Response response = Redirects.follow(transport, request())) {
      assertThat(response.code()).isEqualTo(302);
    }
  }

  private Request request() {
    return new Request.Builder()
        .url(registry.url("/v2/"))
        .header("Authorization", "Bearer t")
        .header("Range", "bytes=1-2")
        .build();
  }

  private static MockResponse redirect(String location) {
    return new MockResponse.Builder().code(307).addHeader("Location", location).build();
  }
}
