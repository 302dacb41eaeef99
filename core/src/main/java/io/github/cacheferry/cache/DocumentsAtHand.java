package io.github.cacheferry.cache;

import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.util.Optional;

/** Small documents that need not be fetched from where a cache is read. */
@FunctionalInterface
public interface DocumentsAtHand {
  /** None at all. */
  DocumentsAtHand NONE = document -> Optional.empty();

  /**
   * The document's bytes, checked against its digest.
   *
   * @return empty if they are not at hand, or not sound
   */
  Optional<byte[]> find(Descriptor document) throws IOException;
}
