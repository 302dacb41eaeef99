package io.github.cacheferry.inspect;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.inspect.Finding.Kind;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.transfer.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads every blob of a cache and holds it against what the cache says of it. */
public final class CacheCheck {
  private final RunContext context;
  private final int jobs;
  private final boolean deep;

  /**
   * @param context the run that this is part of
   * @param jobs how many blobs are read at once
   * @param deep whether they are uncompressed too
   */
  public CacheCheck(RunContext context, int jobs, boolean deep) {
    this.context = context;
    this.jobs = jobs;
    this.deep = deep;
  }

  /**
   * What is wrong, blob by blob in the order of the manifest; empty if the cache is whole.
   *
   * @throws CacheException if a blob could not be judged: the backend was unreachable or the run
   *     was stopped
   */
  public List<Finding> verify(CacheImporter importer, Cache cache) throws IOException {
    var steps = new BlobSteps(cache.config());
    var findings = new ArrayList<Finding>();
    for (Digest unlisted : unlisted(cache)) {
      findings.add(
          new Finding(
              Kind.UNLISTED, unlisted, "the manifest does not list it", steps.of(unlisted)));
    }
    var places = new HashMap<Digest, Integer>();
    cache.blobs().keySet().forEach(blob -> places.put(blob, places.size()));
    for (Checked checked : checkAll(importer, cache)) {
      if (checked.failure() != null) {
        throw checked.failure();
      }
      checked
          .fault()
          .ifPresent(
              fault ->
                  findings.add(
                      new Finding(
                          fault.kind(), checked.blob(), fault.detail(), steps.of(checked.blob()))));
    }
    findings.sort(Comparator.comparingInt(finding -> places.getOrDefault(finding.blob(), -1)));
    return findings;
  }

  private List<Checked> checkAll(CacheImporter importer, Cache cache) throws CacheException {
    try (var lanes = new Lanes(jobs)) {
      return lanes.forEach(cache.blobs().values(), blob -> check(importer, blob));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Cancellation.cancelled("verify the cache", Cancellation.Reason.INTERRUPTED);
    }
  }

  private Checked check(CacheImporter importer, Descriptor blob) {
    try {
      context.cancellation().check("verify " + blob.digest());
      return new Checked(blob.digest(), new BlobCheck(blob, deep).run(importer.open(blob)), null);
    } catch (IOException e) {
      return new Checked(blob.digest(), Optional.empty(), e);
    }
  }

  private static Set<Digest> unlisted(Cache cache) {
    var unlisted = new LinkedHashSet<Digest>();
    for (CacheLayer layer : cache.config().layers()) {
      if (!cache.blobs().containsKey(layer.blob())) {
        unlisted.add(layer.blob());
      }
    }
    return unlisted;
  }

  private record Checked(
      Digest blob, Optional<BlobCheck.Fault> fault, @Nullable IOException failure) {}
}
