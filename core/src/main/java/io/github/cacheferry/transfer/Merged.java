package io.github.cacheferry.transfer;

import java.util.List;

/**
 * What a target holds after a cache was added to it.
 *
 * @param rounds how often it was tried: more than once if others wrote at the same time
 * @param exports how many exports are recorded of it
 * @param records its records
 * @param layers its layers
 * @param leftOut what was left out, a sentence each
 */
public record Merged(int rounds, int exports, int records, int layers, List<String> leftOut) {
  public Merged {
    leftOut = List.copyOf(leftOut);
  }
}
