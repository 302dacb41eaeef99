package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cli.report.TargetOutcome;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.graph.Limited;
import io.github.cacheferry.graph.SizeLimit;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.LossyCopy;
import io.github.cacheferry.transfer.MergeResult;
import io.github.cacheferry.transfer.Status;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
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
    OpenTargets open = openAnyway(run, targets, writer);
    for (OpenTarget target : open.targets) {
      Optional<CacheException.Usage> senseless =
          target.failure.flatMap(why -> Specs.senseless(target.asked.spec().spec(), why));
      if (senseless.isPresent()) {
        open.close();
        throw senseless.get();
      }
    }
    return open;
  }

  /** The same around a build, which goes on whatever is wrong with its targets. */
  static OpenTargets openAnyway(Run run, List<SaveTarget> targets, Optional<TrustTier> writer) {
    var open = new OpenTargets(run, writer);
    targets.forEach(open::add);
    return open;
  }

  /** A document that one of them holds, so that it need not be fetched. */
  Optional<byte[]> document(Descriptor document) throws IOException {
    for (OpenTarget target : targets) {
      Optional<byte[]> found =
          target.exporter.isPresent() ? target.exporter.get().document(document) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Copies the cache to each, and says what became of it, in their order. */
  List<TargetOutcome> save(CacheImporter importer, Cache cache, int jobs) {
    return save(importer, (exporter, selected) -> selected, cache, jobs);
  }

  /** The same with what of the cache BuildKit would read there; the rest is told. */
  List<TargetOutcome> saveWithinLimits(CacheImporter importer, Cache cache, int jobs) {
    return save(importer, this::withinLimits, cache, jobs);
  }

  /** What of the cache BuildKit would read at the only target; the rest is told. */
  Cache withinLimits(Cache cache) {
    return targets.get(0).exporter.map(exporter -> withinLimits(exporter, cache)).orElse(cache);
  }

  private Cache withinLimits(CacheExporter exporter, Cache cache) {
    Optional<ManifestShape> shape = exporter.shape(cache);
    if (shape.isEmpty()) {
      return cache;
    }
    Limited limited = SizeLimit.of(cache, shape);
    limited.warning().ifPresent(run::warn);
    return limited.cache();
  }

  private List<TargetOutcome> save(
      CacheImporter importer,
      BiFunction<CacheExporter, Cache, Cache> within,
      Cache cache,
      int jobs) {
    var reachable = new ArrayList<Target>();
    for (OpenTarget target : targets) {
      target.exporter.ifPresent(
          exporter ->
              reachable.add(
                  new Target(
                      exporter, within.apply(exporter, target.asked.select(cache)), writer)));
    }
    var copied = new CacheCopy(run.context(), jobs).copy(importer, reachable).iterator();
    var outcomes = new ArrayList<TargetOutcome>();
    for (OpenTarget target : targets) {
      CopyResult result =
          target.failure.map(failure -> unopened(target.asked, failure)).orElseGet(copied::next);
      outcomes.add(new TargetOutcome(result, target.isSoft(result)));
    }
    return outcomes;
  }

  /** Adds the cache to what each holds, and says what became of it, in their order. */
  List<TargetOutcome> merge(CacheImporter importer, Cache cache, Merging merging, int jobs) {
    var outcomes = new ArrayList<TargetOutcome>();
    for (OpenTarget target : targets) {
      outcomes.add(merge(importer, cache, merging, jobs, target));
    }
    return outcomes;
  }

  private TargetOutcome merge(
      CacheImporter importer, Cache cache, Merging merging, int jobs, OpenTarget target) {
    SaveTarget asked = target.asked;
    if (target.failure.isPresent()) {
      return new TargetOutcome(unopened(asked, target.failure.get()), asked.soft());
    }
    try {
      MergeResult result =
          merging.save(run, importer, cache, asked, target.exporter.orElseThrow(), writer, jobs);
      return new TargetOutcome(result.copy(), target.isSoft(result.copy()), result.merged());
    } catch (IOException e) {
      String name = asked.spec().spec().toString();
      return new TargetOutcome(
          unopened(asked, Run.typed("open the target", name, e)), asked.soft());
    }
  }

  /** Saves or merges, as it is wanted. */
  List<TargetOutcome> save(
      CacheImporter importer, Cache cache, Optional<Merging> merging, int jobs) {
    return merging.isPresent()
        ? merge(importer, cache, merging.get(), jobs)
        : save(importer, cache, jobs);
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

  private void add(SaveTarget target) {
    try {
      CacheExporter exporter = target.spec().open(run.context());
      exporter.expect();
      targets.add(new OpenTarget(target, Optional.of(exporter), Optional.empty()));
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
      SaveTarget asked, Optional<CacheExporter> exporter, Optional<CacheException> failure) {
    /** Whether it is only a warning that the target did not get the cache. */
    boolean isSoft(CopyResult result) {
      return asked.soft()
          || (result.status() == Status.SKIPPED_READONLY
              && exporter.filter(CacheExporter::isReadOnlyForSome).isPresent());
    }
  }
}
