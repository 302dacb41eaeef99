package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cli.output.Console;
import java.time.Clock;
import java.util.Optional;

/**
 * A job on GitLab: sections in its log. It has no annotations, so a warning ends the section, which
 * would hide it. Outputs go through {@link Dotenv} where that is asked for.
 */
final class GitLabWorkflow implements Workflow {
  private final Console console;
  private final Workflow plain;
  private final String title;
  private final Clock clock;
  private Optional<GitLabSection> open = Optional.empty();

  GitLabWorkflow(Console console, String title, Clock clock) {
    this.console = console;
    this.plain = new NoWorkflow(console);
    this.title = title;
    this.clock = clock;
  }

  @Override
  public synchronized boolean annotates() {
    return open.isPresent();
  }

  @Override
  public void warning(String message) {
    endGroup();
    plain.warning(message);
  }

  @Override
  public void error(String message) {
    endGroup();
    plain.error(message);
  }

  @Override
  public synchronized void beginGroup() {
    GitLabSection section = GitLabSection.of(title, clock.instant());
    open = Optional.of(section);
    console.errCommand(section.begin(clock.instant()));
  }

  @Override
  public synchronized void endGroup() {
    open.ifPresent(section -> console.errCommand(section.end(clock.instant())));
    open = Optional.empty();
  }
}
