package io.github.cacheferry.model;

import java.util.Optional;

/**
 * A node of a cache config's layer tree: a blob on top of a chain of parents. The node's index in
 * {@link CacheConfig#layers} is its identity; the same blob may stand there several times with
 * different parents.
 *
 * @param blob the stored blob
 * @param parent the index of the layer below, {@link #NO_PARENT} for none
 * @param annotations what a manifest's descriptor would say; only backends without a manifest (gha,
 *     s3, azblob) have it
 */
public record CacheLayer(Digest blob, int parent, Optional<LayerAnnotations> annotations) {
  /** The parent of a layer that stands on nothing. */
  public static final int NO_PARENT = -1;

  /** A layer as configs that come with a manifest hold it. */
  public static CacheLayer of(Digest blob, int parent) {
    return new CacheLayer(blob, parent, Optional.empty());
  }

  /** The same layer on another parent. */
  public CacheLayer withParent(int other) {
    return new CacheLayer(blob, other, annotations);
  }
}
