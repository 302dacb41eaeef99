package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.http.Pace;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Adds a cache to what a target holds, while others may do the same: it reads what is there,
 * merges, publishes if what is there is still what was read, and else begins again. Where a backend
 * cannot look and write in one step, it looks again a while later whether another job, which had
 * looked before, has replaced what was written; then it begins again too. So each job leaves only
 * after having seen its own part in a cache that others extend.
 */
public final class MergingCopy {
  private final RunContext context;
  private final int jobs;
  private final Pace pace;
  private final DoubleSupplier jitter;

  /**
   * @param context the run that this is part of
   * @param jobs how many blobs move at once, at least one
   */
  public MergingCopy(RunContext context, int jobs) {
    this(
        context,
        jobs,
        Pace.real(context.cancellation()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * The same in another time.
   *
   * @param jitter gives the part of a pause that is really waited, from 0 to 1
   */
  MergingCopy(RunContext context, int jobs, Pace pace, DoubleSupplier jitter) {
    this.context = context;
    this.jobs = jobs;
    this.pace = pace;
    this.jitter = jitter;
  }

  /** Adds the cache, whose blobs the source has; what went wrong is in the result. */
  public MergeResult copy(CacheImporter source, Addition addition) {
    var pauses = new Pauses(context, pace, jitter);
    return new MergeRun(new CacheCopy(context, jobs), source, addition, context, pauses).run();
  }
}
