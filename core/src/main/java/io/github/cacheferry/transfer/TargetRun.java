package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheExporter.Published;
import io.github.cacheferry.cache.CacheExporter.Put;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.WriteAccess;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One target's part of a copy: what it lacks, what has been put, and how it ended. */
final class TargetRun {
  private final CacheExporter exporter;
  private final Publication publication;
  private final Optional<TrustTier> writer;
  private final RunContext context;
  private final long startNanos = System.nanoTime();
  private final AtomicInteger moved = new AtomicInteger();
  private final AtomicInteger present = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<@Nullable CacheException> failure = new AtomicReference<>();
  private Cache cache;
  private Set<Digest> missing = Set.of();
  private Optional<Status> settled = Optional.empty();
  private Optional<String> reason = Optional.empty();
  private Optional<Published> published = Optional.empty();
  private boolean lost;
  private boolean retried;

  TargetRun(Target target, RunContext context) {
    this.exporter = target.exporter();
    this.publication = target.publication();
    this.writer = target.writer();
    this.cache = target.cache();
    this.context = context;
  }

  /**
   * Asks the target what it holds and whether it may be written; afterwards {@link #lacks} can be
   * asked.
   */
  void prepare() {
    try {
      context.cancellation().check("write to " + exporter.describe());
      if (!isHeld()) {
        plan();
      }
    } catch (IOException e) {
      fail("write to the target", e);
    }
  }

  private boolean isHeld() throws IOException {
    if (!exporter.holds(cache)) {
      return false;
    }
    settled = Optional.of(Status.UNCHANGED);
    present.set(cache.blobs().size());
    return true;
  }

  private void plan() throws IOException {
    Optional<String> refusal = Policy.refusal(exporter, writer);
    if (refusal.isPresent()) {
      settled = Optional.of(Status.REFUSED);
      reason = refusal;
      return;
    }
    missing = exporter.missing(cache.blobs().values());
    Cache possible = publication.without(cache, missing);
    if (possible != cache) {
      cache = possible;
      if (isHeld()) {
        return;
      }
      missing = exporter.missing(cache.blobs().values());
    }
    present.set(cache.blobs().size() - missing.size());
    if (exporter.access() instanceof WriteAccess.ReadOnly readOnly) {
      settled = Optional.of(Status.SKIPPED_READONLY);
      reason = Optional.of(readOnly.why());
      return;
    }
    long size =
        cache.blobs().values().stream()
            .filter(blob -> missing.contains(blob.digest()))
            .mapToLong(Descriptor::size)
            .sum();
    context.listener().planned(exporter.describe(), missing.size(), size, present.get());
  }

  /** The blobs that are to be put here. */
  List<Descriptor> lacking() {
    return cache.blobs().values().stream().filter(blob -> lacks(blob.digest())).toList();
  }

  /** Whether the blob is to be put here, and doing so is still of use. */
  boolean lacks(Digest blob) {
    return settled.isEmpty() && failure.get() == null && missing.contains(blob);
  }

  /** Puts the blob; a failure is kept, and makes all that would follow useless. */
  void put(BlobSource source) {
    Descriptor blob = source.descriptor();
    try {
      context.cancellation().check("copy " + blob.digest());
      context.listener().started(exporter.describe(), blob);
      Put how = putFromAny(source);
      (how == Put.PRESENT ? present : moved).incrementAndGet();
      context.listener().finished(exporter.describe(), blob, how);
    } catch (IOException e) {
      fail("copy " + blob.digest(), e);
    }
  }

  /** Puts the blob from the first place that really has it. */
  private Put putFromAny(BlobSource source) throws IOException {
    Descriptor blob = source.descriptor();
    try {
      return exporter.put(
          source,
          count -> {
            bytes.addAndGet(count);
            context.listener().moved(exporter.describe(), blob, count);
          });
    } catch (CacheException.NotFound | CacheException.Corrupt e) {
      if (source.otherwise().isEmpty()) {
        throw e;
      }
      context.listener().warned(e.problem() + " Another source has it.");
      return putFromAny(source.otherwise().get());
    }
  }

  /** Publishes, unless the target was settled before or a blob could not be put. */
  void publish() {
    if (settled.isPresent() || failure.get() != null) {
      return;
    }
    try {
      context.cancellation().check("publish at " + exporter.describe());
      published = publication.publish(exporter, cache);
    } catch (CacheException.NotFound e) {
      if (retried) {
        fail("publish the cache", e);
      } else {
        lost = true;
      }
    } catch (IOException e) {
      fail("publish the cache", e);
    }
  }

  /**
   * Begins again, once, if the target has lost a blob that it was thought to hold: the exporter now
   * knows, and names it as missing.
   *
   * @return whether there is something to do
   */
  boolean beginAgain() {
    if (!lost) {
      return false;
    }
    lost = false;
    retried = true;
    context
        .listener()
        .warned(exporter.describe() + " has lost blobs that its manifest names; asking for all");
    try {
      plan();
      return settled.isEmpty();
    } catch (IOException e) {
      fail("write to the target", e);
      return false;
    }
  }

  /** Keeps the failure; the first one tells the story, and later ones hang on it. */
  void fail(String action, IOException e) {
    CacheException typed =
        e instanceof CacheException already
            ? already
            : new CacheException.Unavailable(
                Problem.of(action, exporter.describe(), String.valueOf(e.getMessage())), e);
    CacheException first = failure.compareAndExchange(null, typed);
    if (first != null && first != typed) {
      first.addSuppressed(typed);
    }
  }

  CopyResult result() {
    Status status =
        settled.orElseGet(
            () -> {
              if (published.isPresent()) {
                return Status.SAVED;
              }
              return moved.get() > 0 ? Status.PARTIAL : Status.FAILED;
            });
    return new CopyResult(
        exporter.describe(),
        failure.get() == null || status == Status.PARTIAL ? status : Status.FAILED,
        published,
        moved.get(),
        bytes.get(),
        present.get(),
        Duration.ofNanos(System.nanoTime() - startNanos),
        Optional.ofNullable(failure.get()),
        reason);
  }
}
