package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A CI system, or none, and a file that gets the outputs too, each under the command's name: {@code
 * CACHEFERRY_IMPORT_CACHE_HIT=true}. Without the command, an export's bytes would replace an
 * import's, and {@code CACHEFERRY_CACHE_FROM} is what {@code cacheferry run} reads.
 */
final class DotenvOutputs implements Workflow {
  /** It has blanks: it is for people, and a spec is in the others. */
  private static final String FOR_PEOPLE = "source";

  private final Workflow workflow;
  private final Dotenv dotenv;
  private final Console console;
  private final String prefix;
  private boolean broken;

  DotenvOutputs(Workflow workflow, Dotenv dotenv, Console console, String title) {
    this.workflow = workflow;
    this.dotenv = dotenv;
    this.console = console;
    this.prefix = word(title) + "_";
  }

  private static String word(String text) {
    return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
  }

  @Override
  public void output(String name, String value) {
    workflow.output(name, value);
    if (broken || name.equals(FOR_PEOPLE)) {
      return;
    }
    String masked = console.redactor().mask(value);
    Optional<String> safe = Optional.of(masked).filter(Dotenv::canHold);
    try {
      if (!dotenv.set(prefix + word(name), safe)) {
        broken = true;
        warning("outputs are missing in " + dotenv.file() + ": it has no room for more");
      } else if (safe.isEmpty()) {
        warning(
            prefix
                + word(name)
                + " is not in "
                + dotenv.file()
                + ": its value has characters that a shell or GitLab reads otherwise");
      }
    } catch (IOException e) {
      broken = true;
      warning("could not write the outputs to " + dotenv.file() + ": " + e);
    }
  }

  @Override
  public boolean annotates() {
    return workflow.annotates();
  }

  @Override
  public void warning(String message) {
    workflow.warning(message);
  }

  @Override
  public void warned() {
    workflow.warned();
  }

  @Override
  public void error(String message) {
    workflow.error(message);
  }

  @Override
  public void maskSecrets() {
    workflow.maskSecrets();
  }

  @Override
  public void beginGroup() {
    workflow.beginGroup();
  }

  @Override
  public void endGroup() {
    workflow.endGroup();
  }

  @Override
  public void variable(String name, String value) {
    workflow.variable(name, value);
  }

  @Override
  public void summary(List<Movement> movements) {
    workflow.summary(movements);
  }
}
