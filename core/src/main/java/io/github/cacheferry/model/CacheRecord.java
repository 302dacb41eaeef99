package io.github.cacheferry.model;

import java.util.List;
import java.util.Optional;

/**
 * One build step's cache key. It says "an operation with key {@code digest} whose input <i>i</i> is
 * one of {@code inputs[i]}, for every <i>i</i>"; a record without inputs is a root (a source or a
 * content checksum). A record without results is normal: keys are matched along it.
 *
 * @param results the layers that the step made, each a place in the layer tree
 * @param chains results in the form that only inline caches use: layers in order, without parents
 * @param digest the key, opaque to everybody but BuildKit; empty where the config has none
 * @param inputs for each input of the operation the alternative keys that it may have
 */
public record CacheRecord(
    List<Result> results, List<Chain> chains, String digest, List<List<Input>> inputs) {

  public CacheRecord {
    results = List.copyOf(results);
    chains = List.copyOf(chains);
    inputs = inputs.stream().map(List::copyOf).toList();
  }

  /** Whether the record has no inputs. */
  public boolean isRoot() {
    return inputs.isEmpty();
  }

  /** The same key with these results instead. */
  public CacheRecord withResults(List<Result> kept) {
    return new CacheRecord(kept, chains, digest, inputs);
  }

  /**
   * The same record where the layers have other places.
   *
   * @param places the new place of each layer, by its old one
   */
  public CacheRecord withLayersAt(int[] places) {
    return new CacheRecord(
        results.stream()
            .map(result -> new Result(places[result.layer()], result.createdAt()))
            .toList(),
        chains.stream()
            .map(
                chain ->
                    new Chain(
                        chain.layers().stream().map(layer -> places[layer]).toList(),
                        chain.createdAt()))
            .toList(),
        digest,
        inputs);
  }

  /**
   * A result: the chain of the layer and all its parents.
   *
   * @param layer the index of the top layer
   * @param createdAt when the step ran; absent where the config has no time
   */
  public record Result(int layer, Optional<Timestamp> createdAt) {}

  /**
   * A result that names each of its layers, bottom first.
   *
   * @param layers the layers' indices
   * @param createdAt when the step ran; absent where the config has no time
   */
  public record Chain(List<Integer> layers, Optional<Timestamp> createdAt) {
    public Chain {
      layers = List.copyOf(layers);
    }
  }

  /**
   * One alternative for an input.
   *
   * @param selector the part of the input that counts, opaque; empty for all of it
   * @param link the index of the record that is the input's key
   */
  public record Input(String selector, int link) {}
}
