package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Published;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.graph.Heal;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One target's part of a {@link MergingCopy}. */
final class MergeRun {
  /** More jobs than this do not write to one cache at the same time, unless something is wrong. */
  static final int MOST_ROUNDS = 100;

  /** So often a target may refuse what follows on nothing, while there is nothing to be read. */
  private static final int UNREADABLE = 5;

  private final CacheCopy copy;
  private final CacheImporter source;
  private final Addition addition;
  private final CacheExporter exporter;
  private final RunContext context;
  private final Pauses pauses;
  private final long startNanos = System.nanoTime();
  private final Set<String> leftOut = new LinkedHashSet<>();
  private int rounds;
  private int overtaken;
  private int unreadable;
  private int moved;
  private long bytes;
  private int present;
  private Optional<Published> published = Optional.empty();
  private Optional<Cache> result = Optional.empty();

  MergeRun(
      CacheCopy copy, CacheImporter source, Addition addition, RunContext context, Pauses pauses) {
    this.copy = copy;
    this.source = source;
    this.addition = addition;
    this.exporter = addition.exporter();
    this.context = context;
    this.pauses = pauses;
  }

  MergeResult run() {
    try {
      while (rounds < MOST_ROUNDS) {
        Optional<MergeResult> end = round();
        if (end.isPresent()) {
          return end.get();
        }
      }
      return failed(tooManyRounds());
    } catch (CacheException e) {
      return published.isPresent() ? unsure(e) : failed(e);
    } catch (IOException e) {
      var typed =
          new CacheException.Unavailable(
              Problem.of("merge the cache", where(), String.valueOf(e.getMessage())), e);
      return published.isPresent() ? unsure(typed) : failed(typed);
    }
  }

  /** Reads, merges and publishes once; empty if there has to be another round. */
  private Optional<MergeResult> round() throws IOException {
    context.cancellation().check("merge into " + where());
    There there = read();
    Extension next = Extension.of(there.cache(), addition);
    if (published.isPresent()) {
      if (next.isSeen() || next.isSuperseded()) {
        return Optional.of(result(Status.SAVED));
      }
      published = Optional.empty();
      pauses.giveWay(where(), ++overtaken);
      there = read();
      next = Extension.of(there.cache(), addition);
    }
    rounds++;
    next.leftOut().stream().filter(leftOut::add).forEach(context.listener()::warned);
    result = Optional.of(next.cache());
    if (next.isSuperseded()) {
      context.listener().warned(where() + " holds newer exports: nothing of this one is kept");
      return Optional.of(result(Status.UNCHANGED));
    }
    return write(there, next.cache());
  }

  private Optional<MergeResult> write(There there, Cache cache) throws IOException {
    var publication = new AfterThere(there);
    var target = new Target(exporter, cache, addition.target().writer(), publication);
    CopyResult copied = copy.copy(blobs(there, cache), List.of(target)).get(0);
    moved += copied.blobsMoved();
    bytes += copied.bytesMoved();
    present = copied.blobsPresent();
    if (publication.overtaken) {
      unreadable = there.cache().isPresent() ? 0 : unreadable + 1;
      pauses.giveWay(where(), ++overtaken);
      return Optional.empty();
    }
    published = copied.published();
    if (copied.status() != Status.SAVED || exporter.settling().isZero()) {
      return Optional.of(result(copied));
    }
    pauses.settle(where(), exporter.settling());
    return Optional.empty();
  }

  /**
   * What the target names. What cannot be read as a cache is replaced: a save must not be in the
   * way of all later ones for ever.
   */
  private There read() throws IOException {
    try {
      Optional<Cache> cache = addition.there().loadOwn();
      boolean hidden = cache.isEmpty() && unreadable >= UNREADABLE;
      if (hidden) {
        context.listener().warned(where() + " names something that is no cache. It is replaced.");
      }
      return new There(cache, !hidden);
    } catch (CacheException.Corrupt | CacheException.Unsupported | CacheException.NotFound e) {
      if (leftOut.add(e.problem().toString())) {
        context.listener().warned(e.problem() + " It is replaced.");
      }
      return new There(Optional.empty(), false);
    }
  }

  /** Each blob from the source, or else from the target itself. */
  private CacheImporter blobs(There there, Cache cache) {
    var parts = new ArrayList<MergedSource.Part>();
    parts.add(new MergedSource.Part(source, addition.cache()));
    there.cache().ifPresent(held -> parts.add(new MergedSource.Part(addition.there(), held)));
    return MergedSource.of(parts, cache);
  }

  private String where() {
    return exporter.describe();
  }

  private CacheException tooManyRounds() {
    return new CacheException.Unavailable(
        new Problem(
            "merge the cache",
            where(),
            "after each of " + MOST_ROUNDS + " tries another job had written to it",
            "Give each job a cache of its own, and make one of them with cacheferry merge."));
  }

  /** It was published, and nobody can say whether another job has replaced it since. */
  private MergeResult unsure(CacheException why) {
    context.listener().warned(where() + " was written, but not looked at again: " + why.problem());
    return result(Status.SAVED);
  }

  private MergeResult failed(CacheException failure) {
    Status status = moved > 0 ? Status.PARTIAL : Status.FAILED;
    return new MergeResult(copied(status, Optional.of(failure), Optional.empty()), merged());
  }

  private MergeResult result(Status status) {
    return new MergeResult(copied(status, Optional.empty(), Optional.empty()), merged());
  }

  private MergeResult result(CopyResult last) {
    return new MergeResult(copied(last.status(), last.failure(), last.reason()), merged());
  }

  private CopyResult copied(
      Status status, Optional<CacheException> failure, Optional<String> reason) {
    return new CopyResult(
        where(),
        status,
        published,
        moved,
        bytes,
        present,
        Duration.ofNanos(System.nanoTime() - startNanos),
        failure,
        reason);
  }

  private Optional<Merged> merged() {
    return result.map(
        cache ->
            new Merged(
                rounds,
                cache.contributions().size(),
                cache.config().records().size(),
                cache.config().layers().size(),
                List.copyOf(leftOut)));
  }

  /**
   * What the target names.
   *
   * @param cache the cache, if there is one that can be read
   * @param isCache false if what is there cannot be read as a cache
   */
  private record There(Optional<Cache> cache, boolean isCache) {}

  /** Takes the place of what was read, if that is still there. */
  private final class AfterThere implements Publication {
    private final There there;
    private boolean overtaken;

    AfterThere(There there) {
      this.there = there;
    }

    @Override
    public Optional<Published> publish(CacheExporter to, Cache cache) throws IOException {
      if (!there.isCache()) {
        return Optional.of(to.publish(cache));
      }
      Optional<Published> done = to.publishAfter(there.cache().flatMap(Cache::revision), cache);
      overtaken = done.isEmpty();
      result = Optional.of(cache);
      return done;
    }

    /**
     * Without the results that need a blob which the target had and has lost: evicted, as it is
     * normal in the Actions cache, or deleted.
     */
    @Override
    public Cache without(Cache cache, Set<Digest> missing) throws IOException {
      List<Descriptor> theirs =
          cache.blobs().values().stream()
              .filter(blob -> missing.contains(blob.digest()))
              .filter(blob -> !addition.cache().blobs().containsKey(blob.digest()))
              .toList();
      Set<Digest> gone =
          theirs.isEmpty() ? Set.of() : new HashSet<>(addition.there().absent(theirs));
      if (gone.isEmpty()) {
        return cache;
      }
      String what = gone.size() + " blobs that " + where() + " has lost, and the results on them";
      if (leftOut.add(what)) {
        context.listener().warned("left out: " + what);
      }
      return Heal.of(cache, gone).cache();
    }
  }
}
