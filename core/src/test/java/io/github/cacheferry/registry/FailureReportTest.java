package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureReportTest {
  private final Redactor redactor = new Redactor();
  private final FailureReport report;

  FailureReportTest() throws IOException {
    report = new FailureReport(RegistryReference.parse("ghcr.io/acme/app:cache"), redactor);
  }

  @ParameterizedTest
  @CsvSource({
    "400, Unsupported", "401, Denied", "403, Denied", "404, NotFound", "405, Denied",
    "407, Denied", "408, Unavailable", "413, Unsupported", "429, Throttled", "500, Unavailable",
    "503, Unavailable"
  })
  void status_decidesOnTheKind(int code, String kind) {
    CacheException told = explain(status(code, "", ""));
    assertThat(told.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(told)
        .hasMessageStartingWith(
            "could not push blob x (registry ghcr.io/acme/app:cache): status " + code);
  }

  @Test
  void serversWords_areOneShortLineWithoutSecrets() {
    redactor.add("hunter22");
    String body = "line one\nhunter22 https://s/x?sig=abcdef&y=1 " + "long ".repeat(1000);
    assertThat(explain(status(500, body, "")).getMessage())
        .contains(": line one *** https://s/x?sig=***")
        .doesNotContain("\n", "hunter22", "abcdef")
        .hasSizeLessThan(400);
  }

  @Test
  void throttling_saysForHowLong() {
    var told = (CacheException.Throttled) explain(status(429, "", "600"));
    assertThat(told.retryAfter()).contains(Duration.ofMinutes(10));
  }

  @Test
  void brokenConnections_areUnavailable() {
    assertThat(explain(new UnknownHostException("ghcr.io")))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("cannot be resolved. Check the name");
    assertThat(explain(new ConnectException("Connection refused")))
        .hasMessageContaining("the connection is refused. Check the host, the port");
    assertThat(explain(new SSLException("Unsupported or unrecognized SSL message")))
        .hasMessageContaining("add registry.insecure=true");
    assertThat(explain(new SSLPeerUnverifiedException("Hostname a not verified")))
        .hasMessageContaining("is another server's: Hostname a")
        .hasMessageEndingWith("Name the registry as its certificate does.");
    assertThat(explain(new IOException("Unexpected response code for CONNECT: 502")))
        .hasMessageContaining("the proxy refuses to connect: status 502");
    assertThat(explain(new SocketTimeoutException("timeout")))
        .hasMessageContaining("does not answer in time");
  }

  @Test
  void denial_namesTheLoginOfDockerHubWithoutAHost() throws IOException {
    var hub = new FailureReport(RegistryReference.parse("acme/app"), redactor);
    assertThat(hub.explain("push", status(401, "", ""), () -> "nothing was shown"))
        .hasMessageEndingWith(
            "nothing was shown. Log in with an account that may do this: docker login");
  }

  private CacheException explain(IOException failure) {
    return report.explain("push blob x", failure, () -> "nothing was shown");
  }

  private static UnexpectedStatus status(int code, String body, String retryAfter) {
    return UnexpectedStatus.of(
        new Response.Builder()
            .request(new Request.Builder().url("https://ghcr.io/").build())
            .protocol(Protocol.HTTP_1_1)
            .code(code)
            .message("")
            .header("Retry-After", retryAfter)
            .body(ResponseBody.create(body, null))
            .build());
  }
}
