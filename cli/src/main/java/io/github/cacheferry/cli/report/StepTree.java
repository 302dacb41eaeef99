package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The steps and the layers that each adds to its inputs', as lines of text. */
final class StepTree {
  private static final int DEEPEST = 16;

  private final Cache cache;
  private final Set<Digest> missing;
  private final Instant now;

  StepTree(Cache cache, Set<Digest> missing, Instant now) {
    this.cache = cache;
    this.missing = missing;
    this.now = now;
  }

  /** Writes a line for each step, and below it one for each layer that it adds. */
  void write(Console console) {
    for (StepOrder.Place place : StepOrder.of(cache.config())) {
      CacheRecord record = cache.config().records().get(place.record());
      String indent = "  ".repeat(Math.min(place.depth(), DEEPEST));
      console.out(indent + heading(record, place.leaf()));
      Set<Digest> below = blobsOfInputs(record);
      for (CacheRecord.Result result : record.results()) {
        writeLayers(console, indent, cache.config().chain(result.layer()), below);
      }
      for (CacheRecord.Chain chain : record.chains()) {
        writeLayers(console, indent, cache.config().chain(chain), below);
      }
    }
  }

  private String heading(CacheRecord record, boolean leaf) {
    boolean result = !record.results().isEmpty() || !record.chains().isEmpty();
    String kind = record.isRoot() ? "source " : "step ";
    Optional<String> age =
        record.results().stream()
            .map(CacheRecord.Result::createdAt)
            .flatMap(Optional::stream)
            .max(Timestamp::compareTo)
            .flatMap(time -> Units.age(time, now));
    return kind
        + StepName.of(record)
        + (leaf ? "  final" : "")
        + (record.isRoot() || result ? "" : "  no result")
        + age.map(text -> "  " + text).orElse("");
  }

  private void writeLayers(Console console, String indent, List<Digest> chain, Set<Digest> below) {
    for (int i = chain.size() - 1; i >= 0; i--) {
      Digest blob = chain.get(i);
      if (!below.contains(blob)) {
        console.out(indent + "    " + layer(blob));
      }
    }
  }

  private String layer(Digest blob) {
    Descriptor descriptor = cache.blobs().get(blob);
    if (descriptor == null) {
      return blob.shortForm() + "  not in the manifest";
    }
    String type = descriptor.mediaType();
    return blob.shortForm()
        + "  "
        + Units.bytes(descriptor.size())
        + "  "
        + type.substring(type.lastIndexOf('.') + 1)
        + createdAt(descriptor, now).map(age -> "  " + age).orElse("")
        + (missing.contains(blob) ? "  MISSING" : "");
  }

  private static Optional<String> createdAt(Descriptor blob, Instant now) {
    return time(blob).flatMap(time -> Units.age(time, now));
  }

  /** When the layer was made, where its descriptor tells. */
  static Optional<Timestamp> time(Descriptor blob) {
    String text = blob.annotations().get(Descriptor.CREATED_AT);
    try {
      return Optional.ofNullable(text).map(Timestamp::new);
    } catch (IllegalArgumentException e) {
      return Optional
          .empty(); // BuildKit rebuilds the step; for showing the layer it does not matter
    }
  }

  private Set<Digest> blobsOfInputs(CacheRecord record) {
    var blobs = new HashSet<Digest>();
    List<CacheRecord> records = cache.config().records();
    for (var alternatives : record.inputs()) {
      for (CacheRecord.Input input : alternatives) {
        for (CacheRecord.Result result : records.get(input.link()).results()) {
          blobs.addAll(cache.config().chain(result.layer()));
        }
      }
    }
    return blobs;
  }
}
