package io.github.cacheferry.transfer;

import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.util.Optional;

/** Who may replace what. */
final class Policy {
  private Policy() {}

  /** Why this writer may not replace what the target holds, if that is so. */
  static Optional<String> refusal(CacheExporter exporter, Optional<TrustTier> writer)
      throws IOException {
    if (writer.isEmpty()) {
      return Optional.empty();
    }
    TrustTier own = writer.get();
    return Contribution.tier(exporter.recorded())
        .filter(there -> !own.reaches(there))
        .map(
            there ->
                "it holds a cache of trust tier "
                    + there.wire()
                    + ", and this job has only "
                    + own.wire()
                    + ". Write to a scope of its own (--scope auto).");
  }
}
