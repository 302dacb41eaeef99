package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Digest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What of a config can be used: the results all of whose blobs are there, and the records that
 * BuildKit can match and that lead to such a result.
 */
final class SoundRecords {
  /** Such keys are never the same twice; BuildKit ignores them or refuses the whole config. */
  private static final String RANDOM = "random:";

  private static final int[][] NEVER = {{}};

  private final CacheConfig config;
  private final Predicate<Digest> usable;
  private final boolean[] whole;
  private final int[] heights;
  private final boolean[] live;

  /**
   * The sound part of a config.
   *
   * @param usable whether a layer's blob can be used
   */
  SoundRecords(CacheConfig config, Predicate<Digest> usable) {
    this.config = config;
    this.usable = usable;
    this.whole = wholeLayers(config, usable);
    this.heights = new LinkGraph(links(config)).heights();
    this.live = live();
  }

  /** Whether BuildKit can match the record at all, see {@link LinkGraph}. */
  boolean isGrounded(int record) {
    return heights[record] >= 0;
  }

  /** The record's least height, see {@link LinkGraph#heights}. */
  int height(int record) {
    return heights[record];
  }

  /** Whether the record is grounded and has a result, or one that has depends on it. */
  boolean isLive(int record) {
    return live[record];
  }

  /** Whether all blobs of the result's chain can be used. */
  boolean isWhole(CacheRecord.Result result) {
    return whole[result.layer()];
  }

  /** The same of a result in the other form; one without any layer is none. */
  boolean isWhole(CacheRecord.Chain chain) {
    for (int layer : chain.layers()) {
      if (!usable.test(config.layers().get(layer).blob())) {
        return false;
      }
    }
    return !chain.layers().isEmpty();
  }

  /** How many results cannot be used, because of their blobs. */
  int brokenResults() {
    int broken = 0;
    for (CacheRecord record : config.records()) {
      broken += (int) record.results().stream().filter(result -> !isWhole(result)).count();
      broken += (int) record.chains().stream().filter(chain -> !isWhole(chain)).count();
    }
    return broken;
  }

  /** How many records BuildKit cannot match. */
  int ungrounded() {
    return (int) Arrays.stream(heights).filter(height -> height < 0).count();
  }

  /** How many records had results, none of which can be used. */
  int lostSteps() {
    int lost = 0;
    for (int at = 0; at < live.length; at++) {
      CacheRecord record = config.records().get(at);
      boolean had = !record.results().isEmpty() || !record.chains().isEmpty();
      lost += had && !(isGrounded(at) && hasResult(record)) ? 1 : 0;
    }
    return lost;
  }

  /** The blobs that the sound results need. */
  Set<Digest> needed() {
    boolean[] seen = new boolean[whole.length];
    var needed = new HashSet<Digest>();
    for (int at = 0; at < live.length; at++) {
      CacheRecord record = config.records().get(at);
      if (isGrounded(at)) {
        record.results().stream()
            .filter(this::isWhole)
            .forEach(result -> addChain(needed, result.layer(), seen));
        record.chains().stream()
            .filter(this::isWhole)
            .forEach(chain -> needed.addAll(config.chain(chain)));
      }
    }
    return needed;
  }

  private void addChain(Set<Digest> blobs, int top, boolean[] seen) {
    for (int at = top;
        at != CacheLayer.NO_PARENT && !seen[at];
        at = config.layers().get(at).parent()) {
      seen[at] = true;
      blobs.add(config.layers().get(at).blob());
    }
  }

  private static int[][][] links(CacheConfig config) {
    List<CacheRecord> records = config.records();
    int[][][] links = new int[records.size()][][];
    for (int at = 0; at < links.length; at++) {
      CacheRecord record = records.get(at);
      if (record.digest().startsWith(RANDOM)) {
        links[at] = NEVER;
        continue;
      }
      links[at] = new int[record.inputs().size()][];
      for (int input = 0; input < links[at].length; input++) {
        List<CacheRecord.Input> alternatives = record.inputs().get(input);
        links[at][input] = new int[alternatives.size()];
        for (int i = 0; i < alternatives.size(); i++) {
          links[at][input][i] = alternatives.get(i).link();
        }
      }
    }
    return links;
  }

  /** Walks every layer once: it is whole if its blob is usable and its parent is whole. */
  private static boolean[] wholeLayers(CacheConfig config, Predicate<Digest> usable) {
    int layers = config.layers().size();
    boolean[] whole = new boolean[layers];
    boolean[] told = new boolean[layers];
    int[] path = new int[layers];
    for (int layer = 0; layer < layers; layer++) {
      int depth = 0;
      int at = layer;
      while (at != CacheLayer.NO_PARENT && !told[at]) {
        path[depth++] = at;
        at = config.layers().get(at).parent();
      }
      boolean below = at == CacheLayer.NO_PARENT || whole[at];
      while (depth > 0) {
        at = path[--depth];
        below = below && usable.test(config.layers().get(at).blob());
        whole[at] = below;
        told[at] = true;
      }
    }
    return whole;
  }

  private boolean[] live() {
    boolean[] found = new boolean[heights.length];
    int[] queue = new int[heights.length];
    int end = 0;
    for (int at = 0; at < heights.length; at++) {
      if (isGrounded(at) && hasResult(config.records().get(at))) {
        found[at] = true;
        queue[end++] = at;
      }
    }
    for (int next = 0; next < end; next++) {
      for (List<CacheRecord.Input> alternatives : config.records().get(queue[next]).inputs()) {
        for (CacheRecord.Input input : alternatives) {
          if (isGrounded(input.link()) && !found[input.link()]) {
            found[input.link()] = true;
            queue[end++] = input.link();
          }
        }
      }
    }
    return found;
  }

  private boolean hasResult(CacheRecord record) {
    for (CacheRecord.Result result : record.results()) {
      if (isWhole(result)) {
        return true;
      }
    }
    for (CacheRecord.Chain chain : record.chains()) {
      if (isWhole(chain)) {
        return true;
      }
    }
    return false;
  }
}
