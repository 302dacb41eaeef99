package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;

/**
 * A small document with the very bytes that were read or are to be written: a manifest or a cache
 * config. The array is shared, not copied: nobody writes to it.
 *
 * @param descriptor the bytes' media type, digest and size
 * @param bytes the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by descriptor, which names the bytes
public record RawDocument(Descriptor descriptor, byte[] bytes) {
  /** The document that these bytes are. */
  public static RawDocument of(String mediaType, byte[] bytes) {
    return new RawDocument(Descriptor.of(mediaType, bytes), bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawDocument that && descriptor.equals(that.descriptor);
  }

  @Override
  public int hashCode() {
    return descriptor.hashCode();
  }

  @Override
  public String toString() {
    return descriptor.toString();
  }
}
