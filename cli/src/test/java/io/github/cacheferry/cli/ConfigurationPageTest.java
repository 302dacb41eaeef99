package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.config.ConfigTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every option is either a key, with its row in the documentation, or asked of one run. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  private static final Set<String> OF_ONE_RUN =
      Set.of(
          "--help",
          "--debug",
          "--output",
          "--quiet",
          "--dry-run",
          "--for",
          "--print",
          "--print-env");

  @Test
  void theTableOfKeysIsThatOfTheOptions() throws IOException {
    String page = Files.readString(PAGE);
    int table = page.indexOf("|---|---|---|---|\n") + "|---|---|---|---|\n".length();
    String written = page.substring(0, table) + ConfigTable.of(CommandName.configuredSpecs());
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, written);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(written);
  }

  @Test
  void everyOptionIsAKeyOrAskedOfOneRun() {
    var options = new TreeSet<String>();
    for (CommandSpec command : CommandName.configuredSpecs()) {
      for (OptionSpec option : command.options()) {
        options.add(option.longestName());
      }
    }
    options.removeAll(OF_ONE_RUN);
    var keys = new TreeSet<String>();
    ConfigTable.keys().forEach(key -> keys.add("--" + key));
    assertThat(options).isEqualTo(keys);
  }
}
