package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.scope.Job;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.scope.Scopes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What scope says.
 *
 * @param job what the environment tells
 * @param scopes what is read and written; empty if specs are taken as they are
 * @param uses what becomes of the specs that were given
 */
public record ScopeReport(Job job, Optional<Scopes> scopes, List<Use> uses) {
  private static final int COLUMN = 10;

  public ScopeReport {
    uses = List.copyOf(uses);
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    line(console, "system", job.system() + because("system"));
    String details =
        Stream.of(job.repository(), job.event(), job.run())
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    if (!details.isEmpty()) {
      line(console, "job", details);
    }
    boolean derived = scopes.isEmpty() || isDerived();
    line(console, "own", name(scopes.map(Scopes::own)) + (derived ? because("own") : ""));
    scopes
        .flatMap(Scopes::target)
        .ifPresent(name -> line(console, "target", named(name) + because("target")));
    if (derived) {
      line(console, "default", name(scopes.flatMap(Scopes::defaultBranch)) + because("default"));
    }
    line(console, "tier", job.tier().wire() + because("tier"));
    if (!job.isCi()) {
      line(console, "note", "outside of CI, import and export have no scope without --scope");
    }
    uses.forEach(use -> writeUse(console, use));
  }

  private static void writeUse(Console console, Use use) {
    console.out("");
    console.out(use.spec());
    use.reads().forEach(read -> line(console, "  reads", read));
    line(
        console,
        "  writes",
        use.writes().orElse("nothing: it names one cache, whatever the scope"));
  }

  private static void line(Console console, String label, String text) {
    console.out(label + " ".repeat(COLUMN - label.length()) + text);
  }

  /** Whether the job's own scope is what the environment tells, or a part of that. */
  private boolean isDerived() {
    String own = scopes.map(known -> known.own().text()).orElse("");
    return job.scopes()
        .map(known -> known.own().text())
        .filter(told -> own.equals(told) || own.startsWith(told + ":"))
        .isPresent();
  }

  private static String name(Optional<ScopeName> scope) {
    return scope.map(ScopeReport::named).orElse("none");
  }

  private static String named(ScopeName scope) {
    return scope.text().equals(scope.slug()) ? scope.text() : scope.text() + ", " + scope.slug();
  }

  private String because(String about) {
    return job.why().stream()
        .filter(reason -> reason.about().equals(about))
        .map(reason -> " (" + reason.because() + ")")
        .findFirst()
        .orElse("");
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "scope")
        .field("system", job.system())
        .field("ci", job.isCi())
        .field("repository", job.repository())
        .field("event", job.event())
        .field("run", job.run())
        .field("branch", job.branch())
        .field("tag", job.tag())
        .field("pullRequest", job.pullRequest())
        .field("target", job.target())
        .field("defaultBranch", job.defaultBranch())
        .field("tier", job.tier().wire())
        .field("own", scopes.map(known -> known.own().text()))
        .field("slug", scopes.map(known -> known.own().slug()))
        .objects(
            "reads",
            scopes.map(Scopes::reads).orElse(List.of()),
            (item, scope) -> item.field("scope", scope.text()).field("slug", scope.slug()))
        .objects(
            "why",
            job.why(),
            (item, reason) ->
                item.field("about", reason.about()).field("because", reason.because()))
        .objects(
            "specs",
            uses,
            (item, use) ->
                item.field("spec", use.spec())
                    .strings("reads", use.reads())
                    .field("writes", use.writes()));
  }

  /**
   * What becomes of a spec.
   *
   * @param spec the spec as given
   * @param reads where its cache is looked for, in this order
   * @param writes where it is written; empty if it cannot be, with a scope
   */
  public record Use(String spec, List<String> reads, Optional<String> writes) {
    public Use {
      reads = List.copyOf(reads);
    }
  }
}
