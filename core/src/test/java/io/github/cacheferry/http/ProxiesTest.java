package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
  private final List<String> warnings = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "HTTPS_PROXY, https://ghcr.io/, p:3128",
    "https_proxy, https://ghcr.io/, p:3128",
    "HTTPS_PROXY, http://ghcr.io/, ''",
    "HTTP_PROXY, http://ghcr.io/, p:3128",
    "ALL_PROXY, http://ghcr.io/, p:3128",
    "all_proxy, https://ghcr.io/, p:3128",
    "ALL_PROXY, http://localhost:5000/, ''",
  })
  void variable_namesTheProxy(String variable, String url, String expected) {
    Proxy proxy = select(Map.of(variable, "http://p:3128"), url);
    assertThat(address(proxy)).isEqualTo(expected);
  }

  @Test
  void schemeCanBeLeftOut_andPortsHaveDefaults() {
    assertThat(address(select(Map.of("HTTP_PROXY", "p"), "http://a.io/"))).isEqualTo("p:80");
    Proxy socks = select(Map.of("ALL_PROXY", "socks5://s"), "http://a.io/");
    assertThat(socks.type()).isEqualTo(Proxy.Type.SOCKS);
    assertThat(address(socks)).isEqualTo("s:1080");
  }

  @Test
  void ownVariable_winsOverAllProxy() {
    var environment = Map.of("ALL_PROXY", "http://all:1", "HTTPS_PROXY", "http://own:2");
    assertThat(address(select(environment, "https://a.io/"))).isEqualTo("own:2");
  }

  @Test
  void proxyThatJavaCannotUse_isToldWithoutItsPassword() {
    Proxy proxy = select(Map.of("HTTPS_PROXY", "https://u:hunter22@p:443"), "https://a.io/");
    assertThat(proxy).isEqualTo(Proxy.NO_PROXY);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("HTTPS_PROXY")
        .doesNotContain("hunter22");
  }

  @Test
  void proxyThatAsks_getsTheCredentialsOfItsUrl() throws IOException {
    try (var proxy = new MockWebServer()) {
      proxy.start();
      proxy.enqueue(
          new MockResponse.Builder().code(407).addHeader("Proxy-Authenticate", "Basic").build());
      proxy.enqueue(new MockResponse.Builder().body("through").build());
      RunContext run =
          run(Map.of("HTTP_PROXY", "http://u%40x:p%3Aw%2Bd@127.0.0.1:" + proxy.getPort()));
      try (var transport = HttpTransport.open(run, TlsSettings.of(run));
          Response response =
              transport.execute(new Request.Builder().url("http://registry.invalid/v2/").build())) {
        assertThat(response.body().string()).isEqualTo("through");
      }
      var first = take(proxy);
      assertThat(first.getRequestLine()).startsWith("GET http://registry.invalid/v2/ ");
      assertThat(first.getHeaders().get("Proxy-Authorization")).isNull();
      assertThat(take(proxy).getHeaders().get("Proxy-Authorization"))
          .isEqualTo(okhttp3.Credentials.basic("u@x", "p:w+d"));
      assertThat(run.redactor().mask("p:w+d")).isEqualTo("***");
    }
  }

  private static mockwebserver3.RecordedRequest take(MockWebServer server) {
    try {
      return server.takeRequest();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Proxy select(Map<String, String> environment, String url) {
    return Proxies.of(run(environment)).select(URI.create(url)).get(0);
  }

  private RunContext run(Map<String, String> environment) {
    return Runs.in(
        Path.of(""),
        environment,
        new TransferListener() {
          @Override
          public void warned(String message) {
            warnings.add(message);
          }
        });
  }

  private static String address(Proxy proxy) {
    return proxy.address() instanceof InetSocketAddress address
        ? address.getHostString() + ":" + address.getPort()
        : "";
  }
}
