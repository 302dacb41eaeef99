package io.github.cacheferry.model;

import java.util.Optional;

/**
 * What a cache config says of a layer where no manifest does (gha, s3, azblob).
 *
 * @param mediaType the blob's media type
 * @param diffId the digest of the uncompressed tar; BuildKit refuses a cache that lacks one
 * @param size the stored blob's length in bytes
 * @param createdAt when the layer was made, {@link Timestamp#UNKNOWN} where that is not known
 */
public record LayerAnnotations(
    String mediaType, Optional<Digest> diffId, long size, Timestamp createdAt) {
  /**
   * @throws IllegalArgumentException if no blob has this size
   */
  public LayerAnnotations {
    Descriptor.requireSize(size);
  }
}
