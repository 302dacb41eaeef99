package io.github.cacheferry.graph;

import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The chains of layers of all caches that are put together. A node's identity is its whole chain,
 * as for BuildKit: the same blob on the same parents is the same node, wherever it came from.
 */
final class ChainTree {
  private final List<Digest> blobs = new ArrayList<>();
  private final List<Integer> parents = new ArrayList<>();
  private final List<Integer> depths = new ArrayList<>();
  private final Map<Edge, Integer> nodes = new HashMap<>();

  /** The node of this blob on that parent, {@link CacheLayer#NO_PARENT} for none. */
  int node(int parent, Digest blob) {
    var edge = new Edge(parent, blob);
    Integer known = nodes.get(edge);
    if (known != null) {
      return known;
    }
    int node = blobs.size();
    nodes.put(edge, node);
    blobs.add(blob);
    parents.add(parent);
    depths.add(parent == CacheLayer.NO_PARENT ? 0 : depths.get(parent) + 1);
    return node;
  }

  /** The nodes of a config's layers, by their indices. */
  int[] nodes(CacheConfig config) {
    int[] found = new int[config.layers().size()];
    Arrays.fill(found, CacheLayer.NO_PARENT);
    int[] path = new int[found.length];
    for (int layer = 0; layer < found.length; layer++) {
      int depth = 0;
      int at = layer;
      while (at != CacheLayer.NO_PARENT && found[at] == CacheLayer.NO_PARENT) {
        path[depth++] = at;
        at = config.layers().get(at).parent();
      }
      int node = at == CacheLayer.NO_PARENT ? CacheLayer.NO_PARENT : found[at];
      while (depth > 0) {
        at = path[--depth];
        node = node(node, config.layers().get(at).blob());
        found[at] = node;
      }
    }
    return found;
  }

  int size() {
    return blobs.size();
  }

  Digest blob(int node) {
    return blobs.get(node);
  }

  int parent(int node) {
    return parents.get(node);
  }

  /** The number of blobs below the node's own. */
  int depth(int node) {
    return depths.get(node);
  }

  /** For each node its place among all, in the order of the chains' digests, bottom first. */
  int[] ranks() {
    int none = size(); // stands for no parent
    List<List<Integer>> children = new ArrayList<>(none + 1);
    for (int i = 0; i <= none; i++) {
      children.add(List.of());
    }
    IntStream.range(0, none)
        .boxed()
        .sorted(Comparator.comparing(this::blob).reversed())
        .forEach(node -> addChild(children, parent(node) < 0 ? none : parent(node), node));
    int[] ranks = new int[none];
    int[] stack = new int[none];
    int depth = 0;
    int rank = 0;
    for (int top : children.get(none)) {
      stack[depth++] = top;
    }
    while (depth > 0) {
      int node = stack[--depth];
      ranks[node] = rank++;
      for (int child : children.get(node)) {
        stack[depth++] = child;
      }
    }
    return ranks;
  }

  private static void addChild(List<List<Integer>> children, int parent, int node) {
    if (children.get(parent).isEmpty()) {
      children.set(parent, new ArrayList<>(2));
    }
    children.get(parent).add(node);
  }

  /** A blob on a parent. */
  private record Edge(int parent, Digest blob) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Edge that && parent == that.parent && blob.equals(that.blob);
    }

    @Override
    public int hashCode() {
      return 31 * blob.hashCode() + parent;
    }
  }
}
