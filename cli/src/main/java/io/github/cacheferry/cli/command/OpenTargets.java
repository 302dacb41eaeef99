package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.report.TargetOutcome;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.LossyCopy;
import io.github.cacheferry.transfer.Status;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The targets of a save; one that cannot be opened fails like one that cannot be written. */
final class OpenTargets implements AutoCloseable {
  private final Run run;
  private final Optional<TrustTier> writer;
  private final List<OpenTarget> targets = new ArrayList<>();

  private OpenTargets(Run run, Optional<TrustTier> writer) {
    this.run = run;
    this.writer = writer;
  }

  /**
   * Opens the targets.
   *
   * @param writer how far who writes there is trusted; empty where that is no question
   * @throws CacheException.Usage if one of them makes no sense
   */
  static OpenTargets open(Run run, List<SaveTarget> targets, Optional<TrustTier> writer)
      throws CacheException.Usage {
    var open = new OpenTargets(run, writer);
    try {
      for (SaveTarget target : targets) {
        open.add(target);
      }
      return open;
    } catch (CacheException.Usage e) {
      open.close();
      throw e;
    }
  }

  /** Copies the cache to each, and says what became of it, in their order. */
  List<TargetOutcome> save(CacheImporter importer, Cache cache, int jobs) {
    var reachable = new ArrayList<Target>();
    for (OpenTarget target : targets) {
      target.exporter.ifPresent(
          exporter -> reachable.add(new Target(exporter, target.asked.select(cache), writer)));
    }
    var copied = new CacheCopy(run.context(), jobs).copy(importer, reachable).iterator();
    var outcomes = new ArrayList<TargetOutcome>();
    for (OpenTarget target : targets) {
      CopyResult result =
          target.failure.map(failure -> unopened(target.asked, failure)).orElseGet(copied::next);
      outcomes.add(new TargetOutcome(result, target.asked.soft()));
    }
    return outcomes;
  }

  /** Copies what is sound of the cache to the only target. */
  LossyCopy.Result saveWhatIsSound(CacheImporter importer, Cache cache, int jobs) {
    OpenTarget only = targets.get(0);
    return only.exporter
        .map(exporter -> new LossyCopy(run.context(), jobs).copy(importer, cache, exporter))
        .orElseGet(
            () ->
                new LossyCopy.Result(
                    unopened(only.asked, only.failure.orElseThrow()), Heal.of(cache, Set.of())));
  }

  /** Has each target looked at, or why it could not be opened told. */
  void forEach(Consumer<CacheExporter> opened, BiConsumer<String, CacheException> unopened) {
    for (OpenTarget target : targets) {
      target.exporter.ifPresent(opened);
      target.failure.ifPresent(
          failure -> unopened.accept(target.asked.spec().spec().toString(), failure));
    }
  }

  @Override
  public void close() {
    for (OpenTarget target : targets) {
      target.exporter.ifPresent(CacheExporter::close);
    }
  }

  private void add(SaveTarget target) throws CacheException.Usage {
    try {
      CacheExporter exporter = target.spec().open(run.context());
      exporter.expect();
      targets.add(new OpenTarget(target, Optional.of(exporter), Optional.empty()));
    } catch (CacheException.Usage e) {
      throw e;
    } catch (IOException e) {
      String name = target.spec().spec().toString();
      targets.add(
          new OpenTarget(
              target, Optional.empty(), Optional.of(Run.typed("open the target", name, e))));
    }
  }

  private static CopyResult unopened(SaveTarget target, CacheException failure) {
    return new CopyResult(
        target.spec().spec().toString(),
        Status.FAILED,
        Optional.empty(),
        0,
        0,
        0,
        Duration.ZERO,
        Optional.of(failure),
        Optional.empty());
  }

  /** A target, and its exporter or why there is none. */
  private record OpenTarget(
      SaveTarget asked, Optional<CacheExporter> exporter, Optional<CacheException> failure) {}
}
