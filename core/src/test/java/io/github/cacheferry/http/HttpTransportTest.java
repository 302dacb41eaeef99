package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.testing.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
  @TempDir private static Path certificates;
  private static TestCertificate certificate;

  @TempDir private Path directory;
  private final MockWebServer server = new MockWebServer();
  private RunContext run;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.make(certificates);
  }

  @BeforeEach
  void start() throws IOException {
    run = Runs.in(directory, Map.of(), TransferListener.NONE);
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void request_saysWhoAsks() throws Exception {
    server.enqueue(new MockResponse.Builder().build());
    assertThat(status(TlsSettings.of(run))).isEqualTo(200);
    assertThat(server.takeRequest().getHeaders().get("User-Agent")).startsWith("cacheferry/");
  }

  @Test
  void answer_tellsTheServersTime() throws IOException {
    var dates = new ArrayList<String>();
    run =
        Runs.in(
            directory,
            Map.of(),
            new TransferListener() {
              @Override
              public void dated(String host, String date) {
                dates.add(host + ": " + date);
              }
            });
    server.enqueue(new MockResponse.Builder().addHeader("Date", "today").build());
    server.enqueue(new MockResponse.Builder().build());
    server.enqueue(
        new MockResponse.Builder().addHeader("Date", "cached").addHeader("Age", "3600").build());
    status(TlsSettings.of(run));
    status(TlsSettings.of(run));
    status(TlsSettings.of(run));
    assertThat(dates).containsExactly(server.getHostName() + ": today");
  }

  @Test
  void redirect_isData() throws IOException {
    server.enqueue(new MockResponse.Builder().code(307).addHeader("Location", "/there").build());
    assertThat(status(TlsSettings.of(run))).isEqualTo(307);
  }

  @Test
  void serverOfAnUnknownAuthority_isNotTrusted() {
    server.useHttps(certificate.context().getSocketFactory());
    assertThatThrownBy(() -> status(TlsSettings.of(run)))
        .isInstanceOf(IOException.class)
        .matches(e -> Faults.isCertificate((IOException) e));
  }

  @Test
  void serverOfANamedAuthority_isTrusted() throws IOException {
    server.useHttps(certificate.context().getSocketFactory());
    server.enqueue(new MockResponse.Builder().build());
    server.enqueue(new MockResponse.Builder().build());
    Path file = certificate.writeCertificate(directory.resolve("ca.pem"));
    assertThat(status(new TlsSettings(List.of(file), List.of(), true))).isEqualTo(200);

    run = Runs.in(directory, Map.of("SSL_CERT_FILE", "ca.pem"), TransferListener.NONE);
    assertThat(status(TlsSettings.of(run))).isEqualTo(200);
  }

  @Test
  void nameThatIsNotInTheCertificate_isNotTrusted() throws IOException {
    server.useHttps(certificate.context().getSocketFactory());
    server.enqueue(new MockResponse.Builder().build());
    Path file = certificate.writeCertificate(directory.resolve("ca.pem"));
    var tls = new TlsSettings(List.of(file), List.of(), true);
    String url = "https://127.0.0.2:" + server.getPort() + "/";
    try (var transport = HttpTransport.open(run, tls)) {
      assertThatThrownBy(() -> transport.execute(new Request.Builder().url(url).build()).close())
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void unverified_trustsAnybody() throws IOException {
    server.useHttps(certificate.context().getSocketFactory());
    server.enqueue(new MockResponse.Builder().build());
    assertThat(status(TlsSettings.of(run).unverified())).isEqualTo(200);
  }

  @Test
  void dockersDirectory_bringsAuthorityAndClientCertificate() throws IOException {
    server.useHttps(certificate.context().getSocketFactory());
    server.requireClientAuth();
    server.enqueue(new MockResponse.Builder().build());
    server.enqueue(new MockResponse.Builder().build());
    certificate.writeCertificate(directory.resolve("a/ca.crt"));
    certificate.writeCertificate(directory.resolve("a/client.cert"));
    certificate.writeKey(directory.resolve("a/client.key"));
    assertThat(status(TlsSettings.of(run).withDirectory(directory.resolve("a")))).isEqualTo(200);

    certificate.writeOldKey(directory.resolve("a/client.key"));
    assertThat(status(TlsSettings.of(run).withDirectory(directory.resolve("a")))).isEqualTo(200);
  }

  @Test
  void authorityFileThatIsNone_isAUsageError() throws IOException {
    server.useHttps(certificate.context().getSocketFactory());
    Path file = Files.writeString(directory.resolve("ca.pem"), "nothing");
    var tls = new TlsSettings(List.of(file), List.of(), true);
    assertThatThrownBy(() -> status(tls))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("ca.pem");
    var gone = new TlsSettings(List.of(directory.resolve("gone")), List.of(), true);
    assertThatThrownBy(() -> status(gone)).isInstanceOf(CacheException.Usage.class);
  }

  @Test
  void directoryThatIsNotThere_addsNothing() throws IOException {
    TlsSettings settings = TlsSettings.of(run);
    assertThat(settings.withDirectory(directory.resolve("none"))).isEqualTo(settings);
  }

  @Test
  void stoppedRun_breaksBodiesOffAndSendsNothingMore() throws IOException {
    server.enqueue(
        new MockResponse.Builder()
            .body("x".repeat(100_000))
            .throttleBody(1000, 1, TimeUnit.SECONDS)
            .build());
    var request = new Request.Builder().url(server.url("/")).build();
    try (var transport = HttpTransport.open(run, TlsSettings.of(run));
        Response response = transport.execute(request)) {
      InputStream body = response.body().byteStream();
      assertThat(body.read()).isEqualTo('x');
      run.cancellation().cancel(Cancellation.Reason.INTERRUPTED);
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> transport.execute(request).close())
          .isInstanceOf(CacheException.Cancelled.class);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  private int status(TlsSettings tls) throws IOException {
    var request = new Request.Builder().url(server.url("/"));
    try (var transport = HttpTransport.open(run, tls);
        Response response =
            transport.execute(HttpTransport.patient(request, Duration.ofSeconds(9)).build())) {
      return response.code();
    }
  }
}
