package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.cli.report.DryRunReport;
import io.github.cacheferry.scope.ScopeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the places that a run would read and write. Manifests are read, and targets asked
 * whether they may be written; no blob moves and nothing changes.
 */
final class DryRun {
  private final String command;
  private final Run run;
  private final List<DryRunReport.Read> reads = new ArrayList<>();
  private final List<DryRunReport.Write> writes = new ArrayList<>();
  private List<String> words = List.of();

  DryRun(String command, Run run) {
    this.command = command;
    this.run = run;
  }

  /** Looks at all sources. */
  void read(OpenSources sources, ScopedSources scoped) {
    for (int i = 0; i < sources.all().size(); i++) {
      read(sources.all().get(i), scoped.scope(i));
    }
  }

  /** Looks at all sources, which are all of this scope. */
  void read(OpenSources sources, Optional<ScopeName> scope) {
    for (OpenSources.Source source : sources.all()) {
      read(source, scope);
    }
  }

  private void read(OpenSources.Source source, Optional<ScopeName> scope) {
    try {
      read(source.importer(), scope);
    } catch (IOException e) {
      failedRead(source.name(), scope, e);
    }
  }

  /** Looks at one source. */
  void read(CacheImporter importer, Optional<ScopeName> scope) {
    String name = importer.describe();
    try {
      String state = importer.load().isPresent() ? "there" : "none";
      reads.add(new DryRunReport.Read(name, text(scope), state, Optional.empty()));
    } catch (IOException e) {
      failedRead(name, scope, e);
    }
  }

  /** Asks all targets. */
  void write(OpenTargets targets, Optional<ScopeName> scope) {
    targets.forEach(
        exporter -> write(exporter, scope),
        (name, failure) ->
            writes.add(
                new DryRunReport.Write(
                    name, text(scope), "failed", Optional.of(failure.problem().toString()))));
  }

  private void write(CacheExporter exporter, Optional<ScopeName> scope) {
    String access;
    Optional<String> why = Optional.empty();
    try {
      run.context().cancellation().check("ask " + exporter.describe());
      WriteAccess answer = exporter.prospect();
      if (answer instanceof WriteAccess.ReadOnly readOnly) {
        access = "read-only";
        why = Optional.of(readOnly.why());
      } else {
        access = answer instanceof WriteAccess.Writable ? "writable" : "unknown";
      }
    } catch (IOException e) {
      access = "failed";
      why =
          Optional.of(
              Run.typed("ask for write access", exporter.describe(), e).problem().toString());
    }
    writes.add(new DryRunReport.Write(exporter.describe(), text(scope), access, why));
  }

  /** Would run this command between the two. */
  void run(List<String> command) {
    words = command;
  }

  /** Says what was seen. */
  int report(boolean json) {
    new DryRunReport(command, reads, words, writes).write(run.finish(), json);
    return run.context().cancellation().reason().isPresent()
        ? ExitCode.of(run.context().cancellation().reason().get())
        : ExitCode.DONE;
  }

  private void failedRead(String name, Optional<ScopeName> scope, IOException e) {
    String error = Run.typed("read the cache", name, e).problem().toString();
    reads.add(new DryRunReport.Read(name, text(scope), "failed", Optional.of(error)));
  }

  private static Optional<String> text(Optional<ScopeName> scope) {
    return scope.map(ScopeName::text);
  }
}
