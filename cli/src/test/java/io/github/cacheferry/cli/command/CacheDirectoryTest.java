package io.github.cacheferry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.output.CapturedConsole;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
  private static String path(Optional<String> asked, Map<String, String> environment)
      throws CacheException.Usage {
    var host =
        new Host(
            environment,
            Path.of("/work"),
            Path.of("/home/me"),
            new CapturedConsole().console(),
            cancellation -> {});
    return CacheDirectory.of(asked, host).path();
  }

  @Test
  void theFirstThatIsKnownCounts() throws CacheException.Usage {
    var all = Map.of("RUNNER_TEMP", "/runner", "XDG_CACHE_HOME", "/xdg");
    assertThat(path(Optional.of("asked"), all)).isEqualTo("asked");
    assertThat(path(Optional.empty(), all)).isEqualTo("/runner/cacheferry");
    assertThat(path(Optional.empty(), Map.of("XDG_CACHE_HOME", "/xdg", "RUNNER_TEMP", "")))
        .isEqualTo("/xdg/cacheferry/layout");
    assertThat(path(Optional.empty(), Map.of())).isEqualTo("/home/me/.cache/cacheferry/layout");
  }

  @Test
  void anEmptyNameIsAMistake() {
    assertThatThrownBy(() -> path(Optional.of(" "), Map.of()))
        .isInstanceOf(CacheException.Usage.class);
  }

  @Test
  void specs_quoteWhatCsvNeedsQuoted() {
    var directory = new CacheDirectory("/tmp/a,b \"c\"");
    assertThat(directory.source()).hasToString("type=local,\"src=/tmp/a,b \"\"c\"\"\"");
    assertThat(directory.buildTarget())
        .hasToString("type=local,\"dest=/tmp/a,b \"\"c\"\"\",mode=max");
  }
}
