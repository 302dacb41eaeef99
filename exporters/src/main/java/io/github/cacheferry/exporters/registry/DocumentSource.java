package io.github.cacheferry.exporters.registry;

import io.github.cacheferry.cache.BlobSource;
import io.github.cacheferry.cache.RawDocument;
import io.github.cacheferry.model.Descriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Objects;

/**
 * A document that is to be stored as a blob.
 *
 * @param document the bytes
 * @param origin where they come from, for messages
 */
record DocumentSource(RawDocument document, String origin) implements BlobSource {
  @Override
  public Descriptor descriptor() {
    return document.descriptor();
  }

  @Override
  public InputStream open(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, document.bytes().length);
    return new ByteArrayInputStream(document.bytes(), (int) offset, (int) length);
  }

  @Override
  public String toString() {
    return origin;
  }
}
