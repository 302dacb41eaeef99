package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.wrapper.Rewritten;
import io.github.cacheferry.importers.Importers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An import, a build and an export, one after the other. */
final class BuildRun {
  private final Host host;
  private final SharedOptions shared;
  private final Child child;
  private final BuildSave save;
  private final SaveOn saveOn;

  /**
   * @param save what is to become of its cache
   * @param saveOn after which builds
   */
  BuildRun(Host host, SharedOptions shared, Child child, BuildSave save, SaveOn saveOn) {
    this.host = host;
    this.shared = shared;
    this.child = child;
    this.save = save;
    this.saveOn = saveOn;
  }

  /**
   * Runs it all, or only the command if its directories cannot be made.
   *
   * @param layouts the build, and where its caches are
   * @param without the command as it is without any layout
   * @return the exit code
   */
  int run(BuildImport sources, BuildLayouts layouts, Rewritten without) throws CacheException {
    try {
      layouts.prepare();
    } catch (CacheException e) {
      String advice = " The command runs without the cache.";
      return runAsItIs(without, e.problem() + advice, e.problem().reason());
    }
    return build(sources, layouts, without);
  }

  /**
   * Runs the command without any layout.
   *
   * @param warning says so
   * @param reason why its cache cannot be saved
   * @return the exit code
   */
  int runAsItIs(Rewritten command, String warning, String reason) throws CacheException {
    warn(warning);
    Child.End end = child.run(command);
    boolean saves = !save.targets().isEmpty() && saveOn.includes(end.code());
    return saves && end.code() == ExitCode.DONE && !end.signalled()
        ? save.unwritten(host, shared, reason)
        : end.code();
  }

  private int build(BuildImport sources, BuildLayouts layouts, Rewritten without)
      throws CacheException {
    BuildImport.Restored restored = sources.run(host, shared, layouts.directory());
    if (restored.end().isPresent()) {
      return restored.end().get();
    }
    BuildLayouts.Marks before = layouts.marks();
    Instant began = Instant.now();
    Child.End end = child.run(layouts.command(restored.hit()));
    if (end.code() != ExitCode.DONE && !end.signalled() && layouts.areWritten()) {
      Optional<ExportRefusal> refusal = ExportRefusal.of(layouts.tool(), end.code(), host);
      if (refusal.isPresent()) {
        return runAgain(refusal.get(), layouts.onlyRead(), restored.hit(), without);
      }
    }
    if (save.targets().isEmpty() || !saveOn.includes(end.code())) {
      return end.code();
    }
    if (end.signalled()) {
      host.console().err("nothing was saved: a signal ended the run");
      return end.code();
    }
    if (end.code() == ExitCode.DONE) {
      return saveAfterSuccess(layouts, before);
    }
    saveAfterFailure(layouts, before, began, restored.hit());
    return end.code();
  }

  private int runAgain(ExportRefusal refusal, BuildLayouts layouts, boolean hit, Rewritten without)
      throws CacheException {
    Rewritten again = refusal.reads() && isPrepared(layouts) ? layouts.command(hit) : without;
    String warning = "the command runs again without an export of its cache: " + refusal.reason();
    return runAsItIs(again, warning, refusal.reason());
  }

  private static boolean isPrepared(BuildLayouts layouts) {
    try {
      layouts.prepare();
      return true;
    } catch (CacheException e) {
      return false; // then it reads no cache either; there is a warning already
    }
  }

  private int saveAfterSuccess(BuildLayouts layouts, BuildLayouts.Marks before)
      throws CacheException.Usage {
    List<Importers.ImporterSpec> written = layouts.writtenSince(before);
    if (written.isEmpty()) {
      return save.nothing(host, shared, layouts.place());
    }
    List<String> missing = layouts.missingSince(before);
    if (!missing.isEmpty()) {
      warn("the build left no cache in " + String.join(", ", missing) + "; the rest is saved");
    }
    return save.run(host, shared, shared.timeBudget(), written);
  }

  /**
   * Adds what the failed build left behind to what the targets hold, which is mostly more. The
   * targets of a bake that went well have left something; of a solve that fails, BuildKit exports
   * nothing, and what it has finished is to be got out of the builder.
   */
  private void saveAfterFailure(
      BuildLayouts layouts, BuildLayouts.Marks before, Instant began, boolean hit)
      throws CacheException.Usage {
    List<Importers.ImporterSpec> written = layouts.writtenSince(before);
    if (!written.isEmpty()) {
      save.adding().run(host, shared, shared.timeBudget(), written);
      return;
    }
    Cancellation stop = Cancellation.of(shared.timeBudget());
    host.interrupts().accept(stop);
    try (var salvage = new Salvage(host, layouts, stop)) {
      List<Importers.ImporterSpec> finished = salvage.layouts(began, hit);
      if (!finished.isEmpty()) {
        save.adding().run(host, shared, stop.remaining(), finished);
      }
    }
  }

  private void warn(String message) {
    host.workflow(save.command()).warning(message);
  }
}
