package io.github.cacheferry.inspect;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which steps need which blob: a step needs every blob of its results' chains. */
final class BlobSteps {
  private final Map<Digest, TreeSet<Integer>> steps = new HashMap<>();

  /** The steps of this config. */
  BlobSteps(CacheConfig config) {
    for (int i = 0; i < config.records().size(); i++) {
      int step = i;
      CacheRecord record = config.records().get(i);
      record.results().forEach(result -> add(step, config.chain(result.layer())));
      record.chains().forEach(chain -> add(step, config.chain(chain)));
    }
  }

  /** The indices of the records that need the blob, ascending. */
  List<Integer> of(Digest blob) {
    return List.copyOf(steps.getOrDefault(blob, new TreeSet<>()));
  }

  private void add(int step, List<Digest> chain) {
    chain.forEach(blob -> steps.computeIfAbsent(blob, any -> new TreeSet<>()).add(step));
  }
}
