package io.github.cacheferry.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSchema;
import io.github.cacheferry.testing.Runs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceEndpointTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                              | ACTIONS_RESULTS_URL=http://r/                                    | V2 http://r/
          -                              | ACTIONS_RESULTS_URL=http://r/ ACTIONS_CACHE_URL=http://c         | V1 http://c/
          -                              | ACTIONS_RESULTS_URL=http://r ACTIONS_CACHE_URL=http://c ACTIONS_CACHE_SERVICE_V2=True | V2 http://r/
          -                              | ACTIONS_RESULTS_URL=http://r ACTIONS_CACHE_URL=http://c ACTIONS_CACHE_SERVICE_V2=false | V1 http://c/
          -                              | ACTIONS_RESULTS_URL=http://r ACTIONS_CACHE_SERVICE_V2=1 GITHUB_SERVER_URL=https://ghes.acme.com | V1 http://r/
          -                              | ACTIONS_RESULTS_URL=http://r ACTIONS_CACHE_SERVICE_V2=1 GITHUB_SERVER_URL=https://acme.GHE.com | V2 http://r/
          -                              | ACTIONS_CACHE_URL=http://c/0123456789abcdef//                    | V1 http://c/0123456789abcdef/
          url=http://u                   | ACTIONS_RESULTS_URL=http://r ACTIONS_CACHE_SERVICE_V2=1          | V1 http://u/
          url_v2=http://u/p              | -                                                                | V2 http://u/p/
          url=http://u,url_v2=http://w   | -                                                                | V2 http://w/
          url=http://u,url_v2=http://w,version=1 | -                                                        | V1 http://u/
          url=http://u,version=2         | -                                                                | V2 http://u/
          url=https://results-receiver.actions.githubusercontent.com/ | -                                  | V2 https://results-receiver.actions.githubusercontent.com/
          """)
  void endpoint_followsTheSpecThenTheEnvironment(
      String attributes, String variables, String expected) throws CacheException {
    ServiceEndpoint endpoint = endpoint(attributes, "ACTIONS_RUNTIME_TOKEN=t " + variables);

    assertThat(endpoint.version() + " " + endpoint.baseUrl()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIONS_RESULTS_URL=http://r, ACTIONS_RUNTIME_TOKEN is not set",
    "ACTIONS_RUNTIME_TOKEN=t, ACTIONS_RESULTS_URL is not set",
    "ACTIONS_RUNTIME_TOKEN=t ACTIONS_RESULTS_URL=nonsense, its address is no URL",
    "ACTIONS_RUNTIME_TOKEN=t\u00e4 ACTIONS_RESULTS_URL=http://r, the token has characters"
  })
  void serviceThatIsNotThere_isAUsageError(String variables, String message) {
    assertThatThrownBy(() -> endpoint(null, variables))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining(message);
  }

  @Test
  void missingVariables_comeWithTheActionThatGivesThem() {
    assertThatThrownBy(() -> endpoint(null, "X=1"))
        .hasMessageContaining("crazy-max/ghaction-github-runtime");
  }

  @Test
  void tokenAndSecretPath_areMasked() throws Exception {
    RunContext run = run("X=1");
    var spec =
        SpecSchema.of("gha")
            .text("url", "token", "version")
            .check(
                CacheSpec.parse("type=gha,url=http://h/0123abcdef/,version=1,token=opaque-token"));
    try (ActionsCache cache = ActionsCaches.open(spec, run)) {
      assertThat(run.redactor().mask("http://h/0123abcdef/_apis opaque-token"))
          .isEqualTo("http://h/***/_apis ***");
      assertThat(cache.endpoint().toString()).isEqualTo("Actions cache service v1");
    }
  }

  @Test
  void pathThatIsNoSecret_isNotMaskedEverywhere() throws Exception {
    RunContext run = run("X=1");
    String url = "http://h/_services/artifactcache/c0ffee00c0ffee00/";
    var spec =
        SpecSchema.of("gha")
            .text("url", "token", "version")
            .check(CacheSpec.parse("type=gha,url=" + url + ",version=1,token=opaque-token"));
    try (ActionsCache cache = ActionsCaches.open(spec, run)) {
      assertThat(run.redactor().mask("an artifactcache with _services at " + url))
          .isEqualTo("an artifactcache with _services at http://h/_services/artifactcache/***/");
      assertThat(cache.endpoint().baseUrl()).isEqualTo(url);
    }
  }

  private static ServiceEndpoint endpoint(String attributes, String variables)
      throws CacheException {
    var spec =
        SpecSchema.of("gha")
            .text("url", "url_v2", "token", "version")
            .check(CacheSpec.parse("type=gha" + (attributes == null ? "" : "," + attributes)));
    return ServiceEndpoint.of(spec, run(variables));
  }

  private static RunContext run(String variables) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String pair : variables.split(" ", -1)) {
      if (pair.contains("=")) {
        environment.put(
            pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
      }
    }
    return Runs.in(Path.of("").toAbsolutePath(), environment, TransferListener.NONE);
  }
}
