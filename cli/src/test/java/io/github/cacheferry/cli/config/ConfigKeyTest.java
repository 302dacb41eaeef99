package io.github.cacheferry.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigKeyTest {
  @Test
  void find_knowsKeysByTheNamesOfTheirOptions() {
    assertThat(ConfigKey.find("cache-from")).contains(ConfigKey.CACHE_FROM);
    assertThat(ConfigKey.find("CACHE_FROM")).isEmpty();
    assertThat(ConfigKey.words()).hasSize(ConfigKey.values().length).contains("scope-by");
  }

  @Test
  void reaches_isForStepsOfAJobWhereItIsAboutWhatTheyWorkOn() {
    assertThat(ConfigKey.CACHE_TO.reaches("run")).isTrue();
    assertThat(ConfigKey.CACHE_TO.reaches("heal")).isFalse();
    assertThat(ConfigKey.JOBS.reaches("heal")).isTrue();
    assertThat(ConfigKey.PORT.reaches("serve gha")).isFalse();
  }

  @Test
  void name_ofAVariableTellsOneKeyOfOneCommand() {
    var names = new java.util.HashSet<String>();
    for (String section : Set.of("", "import", "export", "run", "scope", "serve gha")) {
      for (ConfigKey key : ConfigKey.values()) {
        assertThat(names.add(Variables.name(section, key.word()))).isTrue();
      }
    }
    assertThat(names).contains("CACHEFERRY_SCOPE_BY", "CACHEFERRY_SERVE_GHA__DIR");
  }
}
