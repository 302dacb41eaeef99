package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.inspect.CacheSummary;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What inspect says.
 *
 * @param source where the cache was read
 * @param cache the cache
 * @param missing the blobs that the backend does not hold
 * @param now what ages are counted from
 */
public record InspectReport(String source, Cache cache, Set<Digest> missing, Instant now) {
  public InspectReport {
    missing = Set.copyOf(missing);
  }

  /** Writes the report to stdout. */
  public void write(Console console, boolean json) {
    CacheSummary summary = CacheSummary.of(cache);
    if (json) {
      console.json(text -> writeJson(text, summary));
      return;
    }
    console.out(source);
    cache
        .manifestDocument()
        .ifPresent(document -> console.out("  manifest  " + document.descriptor().digest()));
    console.out("  type      " + summary.shape().mediaType());
    console.out("  mode      " + summary.mode().wire());
    console.out("  steps     " + summary.steps() + " with a result, of " + summary.records());
    console.out(
        "  layers    "
            + summary.layers()
            + ", in "
            + Units.count(summary.blobs(), "blob")
            + " of "
            + Units.bytes(summary.bytes()));
    age(summary).ifPresent(age -> console.out("  made      " + age));
    Contributions.write(console, cache, now);
    console.out(
        "  missing   "
            + (missing.isEmpty() ? "nothing" : Units.count(missing.size(), "blob") + "!"));
    console.out("");
    new StepTree(cache, missing, now).write(console);
  }

  private Optional<String> age(CacheSummary summary) {
    Optional<String> newest = summary.newest().flatMap(time -> Units.age(time, now));
    Optional<String> oldest = summary.oldest().flatMap(time -> Units.age(time, now));
    return oldest.flatMap(
        first -> newest.map(last -> first.equals(last) ? first : first + " to " + last));
  }

  private void writeJson(JsonText json, CacheSummary summary) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "inspect")
        .field("source", source)
        .object(
            "manifest",
            manifest ->
                manifest
                    .field(
                        "digest",
                        cache
                            .manifestDocument()
                            .map(document -> document.descriptor().digest().toString()))
                    .field("mediaType", summary.shape().mediaType()))
        .field("mode", summary.mode().wire())
        .object(
            "totals",
            totals ->
                totals
                    .field("records", summary.records())
                    .field("steps", summary.steps())
                    .field("layers", summary.layers())
                    .field("blobs", summary.blobs())
                    .field("bytes", summary.bytes()))
        .field("oldest", summary.oldest().map(Timestamp::text))
        .field("newest", summary.newest().map(Timestamp::text))
        .field("tier", cache.tier().map(TrustTier::wire))
        .objects("contributions", cache.contributions(), Contributions::writeJson)
        .digests("missing", missing.stream().sorted().toList())
        .objects("records", StepOrder.of(cache.config()), this::writeRecord)
        .objects("blobs", cache.blobs().values(), this::writeBlob);
  }

  private void writeRecord(JsonText json, StepOrder.Place place) throws IOException {
    CacheRecord record = cache.config().records().get(place.record());
    json.field("record", place.record())
        .field("digest", record.digest())
        .field("final", place.leaf())
        .objectLists(
            "inputs",
            record.inputs(),
            (item, input) ->
                item.field("record", input.link())
                    .field(
                        "selector",
                        Optional.of(input.selector()).filter(selector -> !selector.isEmpty())))
        .objects("results", results(record), InspectReport::writeResult);
  }

  private List<Chain> results(CacheRecord record) {
    CacheConfig config = cache.config();
    var results = new ArrayList<Chain>();
    for (CacheRecord.Result result : record.results()) {
      results.add(new Chain(config.chain(result.layer()), result.createdAt()));
    }
    for (CacheRecord.Chain chain : record.chains()) {
      results.add(new Chain(config.chain(chain), chain.createdAt()));
    }
    return results;
  }

  private static void writeResult(JsonText json, Chain result) throws IOException {
    json.field("createdAt", result.createdAt().map(Timestamp::text))
        .digests("blobs", result.blobs());
  }

  private void writeBlob(JsonText json, Descriptor blob) throws IOException {
    json.field("digest", blob.digest().toString())
        .field("mediaType", blob.mediaType())
        .field("size", blob.size())
        .field("diffId", blob.diffId().map(Digest::toString))
        .field("createdAt", StepTree.time(blob).map(Timestamp::text))
        .field("missing", missing.contains(blob.digest()));
  }

  /** A result: blobs bottom first. */
  private record Chain(List<Digest> blobs, Optional<Timestamp> createdAt) {}
}
