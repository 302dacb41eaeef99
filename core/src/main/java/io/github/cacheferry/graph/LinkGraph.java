package io.github.cacheferry.graph;

import java.util.Arrays;

/**
 * Only the links of a graph of records, by number: which nodes depend on which.
 *
 * <p>A node is <em>grounded</em> if each of its inputs has an alternative that is. Only such a node
 * can ever match: nodes that depend on nothing but themselves, and nodes with an input without
 * alternatives, cannot.
 */
final class LinkGraph {
  private static final int UNGROUNDED = -1;

  private final int[][][] inputs;

  /**
   * The graph of these links.
   *
   * @param inputs for each node and each of its inputs the nodes that are its alternatives
   */
  LinkGraph(int[][][] inputs) {
    this.inputs = inputs;
  }

  /**
   * The least height of each node: 0 for one without inputs, otherwise one more than its tallest
   * input, where an input is as tall as its lowest alternative. -1 for a node that is not grounded.
   */
  int[] heights() {
    int[][] dependents = dependents();
    int[] heights = new int[inputs.length];
    Arrays.fill(heights, UNGROUNDED);
    boolean[][] met = new boolean[inputs.length][];
    int[] open = new int[inputs.length];
    int[] queue = new int[inputs.length];
    int end = 0;
    for (int node = 0; node < inputs.length; node++) {
      open[node] = inputs[node].length;
      met[node] = new boolean[open[node]];
      if (open[node] == 0) {
        heights[node] = 0;
        queue[end++] = node;
      }
    }
    // First come, first served: heights are found in ascending order.
    for (int at = 0; at < end; at++) {
      int node = queue[at];
      for (int i = 0; i < dependents[node].length; i += 2) {
        int dependent = dependents[node][i];
        int input = dependents[node][i + 1];
        if (!met[dependent][input]) {
          met[dependent][input] = true;
          if (--open[dependent] == 0) {
            heights[dependent] = heights[node] + 1;
            queue[end++] = dependent;
          }
        }
      }
    }
    return heights;
  }

  /** For each node, alternately, a node that depends on it and the number of that one's input. */
  private int[][] dependents() {
    int[] count = new int[inputs.length];
    for (int[][] node : inputs) {
      for (int[] alternatives : node) {
        for (int link : alternatives) {
          count[link]++;
        }
      }
    }
    int[][] dependents = new int[inputs.length][];
    for (int node = 0; node < count.length; node++) {
      dependents[node] = new int[2 * count[node]];
      count[node] = 0;
    }
    for (int node = 0; node < inputs.length; node++) {
      for (int input = 0; input < inputs[node].length; input++) {
        for (int link : inputs[node][input]) {
          dependents[link][count[link]++] = node;
          dependents[link][count[link]++] = input;
        }
      }
    }
    return dependents;
  }

  /**
   * The number of each node's strongly connected component: two nodes have the same number if they
   * depend on each other. What a component depends on has lower numbers, so that without loops this
   * is an order in which every node comes after those it depends on.
   *
   * <p>Tarjan's algorithm, its recursion as an explicit stack.
   */
  int[] components() {
    var walk = new Tarjan(targets());
    for (int node = 0; node < inputs.length; node++) {
      walk.visit(node);
    }
    return walk.component;
  }

  /** Whether a node links to itself or to one of the same component. */
  boolean hasLoops(int[] components) {
    for (int node = 0; node < inputs.length; node++) {
      for (int[] alternatives : inputs[node]) {
        for (int link : alternatives) {
          if (components[link] == components[node]) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private int[][] targets() {
    int[][] targets = new int[inputs.length][];
    for (int node = 0; node < inputs.length; node++) {
      targets[node] = Arrays.stream(inputs[node]).flatMapToInt(Arrays::stream).toArray();
    }
    return targets;
  }

  private static final class Tarjan {
    private static final int NONE = -1;

    private final int[][] targets;
    private final int[] component;
    private final int[] seen;
    private final int[] low;
    private final int[] next;
    private final int[] path;
    private final int[] open;
    private int depth;
    private int opened;
    private int time;
    private int components;

    Tarjan(int[][] targets) {
      this.targets = targets;
      component = new int[targets.length];
      Arrays.fill(component, NONE);
      seen = new int[targets.length];
      low = new int[targets.length];
      next = new int[targets.length];
      path = new int[targets.length];
      open = new int[targets.length];
    }

    void visit(int start) {
      if (seen[start] != 0) {
        return;
      }
      enter(start);
      while (depth > 0) {
        int node = path[depth - 1];
        if (next[node] < targets[node].length) {
          int target = targets[node][next[node]++];
          if (seen[target] == 0) {
            enter(target);
          } else if (component[target] == NONE) {
            low[node] = Math.min(low[node], seen[target]);
          }
        } else {
          leave(node);
        }
      }
    }

    private void enter(int node) {
      time++;
      seen[node] = time;
      low[node] = time;
      path[depth++] = node;
      open[opened++] = node;
    }

    private void leave(int node) {
      depth--;
      if (depth > 0) {
        int below = path[depth - 1];
        low[below] = Math.min(low[below], low[node]);
      }
      if (low[node] == seen[node]) {
        int member;
        do {
          member = open[--opened];
          component[member] = components;
        } while (member != node);
        components++;
      }
    }
  }
}
