package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.SpooledBlob;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a cache to one or more targets. Blobs that a target lacks are moved, each read once from
 * the source; then each target that got all of its blobs publishes. Targets fail apart from each
 * other.
 */
public final class CacheCopy {
  private final RunContext context;
  private final int jobs;

  /**
   * @param context the run that this is part of
   * @param jobs how many blobs move at once, at least one
   */
  public CacheCopy(RunContext context, int jobs) {
    this.context = context;
    this.jobs = jobs;
  }

  /** Copies to each target; what went wrong is in the results, in the order of the targets. */
  public List<CopyResult> copy(CacheImporter importer, List<Target> targets) {
    List<TargetRun> runs = targets.stream().map(target -> new TargetRun(target, context)).toList();
    runs.forEach(TargetRun::prepare);
    fill(importer, runs);
    List<TargetRun> again = runs.stream().filter(TargetRun::beginAgain).toList();
    if (!again.isEmpty()) {
      fill(importer, again);
    }
    return runs.stream().map(TargetRun::result).toList();
  }

  /** Moves what the targets lack, and publishes. */
  private void fill(CacheImporter importer, List<TargetRun> runs) {
    var wanted = new LinkedHashMap<Digest, Descriptor>();
    runs.forEach(run -> run.lacking().forEach(blob -> wanted.put(blob.digest(), blob)));
    if (!wanted.isEmpty()) {
      move(importer, wanted, runs);
    }
    runs.forEach(TargetRun::publish);
  }

  private void move(CacheImporter importer, Map<Digest, Descriptor> wanted, List<TargetRun> runs) {
    try (var lanes = new Lanes(jobs)) {
      lanes.forEach(
          wanted.values(),
          blob -> {
            moveOne(importer.open(blob), runs);
            return true;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var stopped = Cancellation.cancelled("copy the cache", Cancellation.Reason.INTERRUPTED);
      runs.forEach(run -> run.fail("copy the cache", stopped));
    }
  }

  private static void moveOne(BlobSource source, List<TargetRun> runs) {
    Digest blob = source.descriptor().digest();
    List<TargetRun> lacking = runs.stream().filter(run -> run.lacks(blob)).toList();
    if (lacking.size() <= 1 || source.file().isPresent()) {
      lacking.forEach(run -> run.put(source));
      return;
    }
    try (SpooledBlob spool = spool(source)) {
      lacking.forEach(run -> run.put(spool));
    } catch (IOException e) {
      lacking.forEach(run -> run.fail("read " + blob, e));
    }
  }

  private static SpooledBlob spool(BlobSource source) throws IOException {
    try {
      return SpooledBlob.of(source);
    } catch (CacheException.NotFound | CacheException.Corrupt e) {
      if (source.otherwise().isEmpty()) {
        throw e;
      }
      return spool(source.otherwise().get());
    }
  }
}
