package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cli.wrapper.Rewritten;
import java.time.Duration;
import java.util.Optional;

/** An import, a build and an export, one after the other. */
final class BuildRun {
  private final Host host;
  private final SharedOptions shared;
  private final Child child;
  private final BuildLayouts layouts;
  private final BuildSave save;
  private final SaveOn saveOn;

  /**
   * @param layouts the build, and where its caches are
   * @param save what is to become of its cache
   * @param saveOn after which builds
   */
  BuildRun(
      Host host,
      SharedOptions shared,
      Child child,
      BuildLayouts layouts,
      BuildSave save,
      SaveOn saveOn) {
    this.host = host;
    this.shared = shared;
    this.child = child;
    this.layouts = layouts;
    this.save = save;
    this.saveOn = saveOn;
  }

  /**
   * Runs it all.
   *
   * @param without the command as it is without any layout
   * @return the exit code
   */
  int run(BuildImport sources, Rewritten without) throws CacheException {
    try {
      layouts.prepare();
    } catch (CacheException e) {
      warn(e.problem() + " The command runs without the cache.");
      return child.run(without).code();
    }
    BuildImport.Restored restored = sources.run(host, shared, layouts.directory());
    if (restored.end().isPresent()) {
      return restored.end().get();
    }
    BuildLayouts.Marks before = layouts.marks();
    Child.End end = child.run(layouts.command(restored.hit()));
    if (save.targets().isEmpty() || !saveOn.includes(end.code())) {
      return end.code();
    }
    if (end.signalled()) {
      host.console().err("nothing was saved: a signal ended the run");
      return end.code();
    }
    if (end.code() == ExitCode.DONE) {
      return save.run(host, shared, restored.left(), layouts.written());
    }
    saveAfterFailure(before, restored.left());
    return end.code();
  }

  /**
   * Adds what the failed build left behind to what the targets hold, which is mostly more. The
   * targets of a bake that went well have left something; of a solve that fails, BuildKit exports
   * nothing.
   */
  private void saveAfterFailure(BuildLayouts.Marks before, Optional<Duration> left)
      throws CacheException.Usage {
    var written = layouts.writtenSince(before);
    if (written.isEmpty()) {
      host.console().err("nothing was saved: the build failed and left no cache");
    } else {
      save.adding().run(host, shared, left, written);
    }
  }

  private void warn(String message) {
    host.workflow(save.command()).warning(message);
  }
}
