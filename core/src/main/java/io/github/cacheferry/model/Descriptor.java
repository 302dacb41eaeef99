package io.github.cacheferry.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * OCI's descriptor: what a blob is, its name, its length, and notes on it.
 *
 * @param mediaType what the bytes are
 * @param digest the bytes' name
 * @param size their number, not negative and at most {@link #LARGEST}
 * @param annotations notes, sorted by key as BuildKit writes them
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/descriptor.md">OCI image
 *     spec, descriptors</a>
 */
public record Descriptor(
    String mediaType, Digest digest, long size, SortedMap<String, String> annotations) {
  /**
   * The most bytes that are believed of a blob, 16 TiB: with more, the sum over a cache might not
   * fit into a number.
   */
  public static final long LARGEST = 1L << 44;

  /** The annotation with a layer's diffID, without which BuildKit rebuilds the layer's step. */
  public static final String UNCOMPRESSED = "containerd.io/uncompressed";

  /** The annotation with the time at which a layer was made, RFC 3339. */
  public static final String CREATED_AT = "buildkit/createdat";

  public Descriptor {
    requireSize(size);
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /**
   * Fails unless a blob can have this many bytes.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void requireSize(long size) {
    if (size < 0 || size > LARGEST) {
      throw new IllegalArgumentException("no blob has " + size + " bytes");
    }
  }

  /** A descriptor without annotations. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, Collections.emptySortedMap());
  }

  /** The descriptor of these bytes. */
  public static Descriptor of(String mediaType, byte[] bytes) {
    return of(mediaType, Digest.of(bytes), bytes.length);
  }

  /** The digest of the layer's uncompressed tar, if the descriptor names a valid one. */
  public Optional<Digest> diffId() {
    return Optional.ofNullable(annotations.get(UNCOMPRESSED))
        .filter(Digest::isValid)
        .map(Digest::parse);
  }

  /** The same blob under another media type. */
  public Descriptor withMediaType(String other) {
    return new Descriptor(other, digest, size, annotations);
  }

  /** The same blob with these annotations instead. */
  public Descriptor withAnnotations(Map<String, String> others) {
    return new Descriptor(mediaType, digest, size, new TreeMap<>(others));
  }
}
