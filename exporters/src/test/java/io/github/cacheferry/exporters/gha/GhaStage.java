package io.github.cacheferry.exporters.gha;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.actions.BuildKitKeys;
import io.github.cacheferry.actions.PackIndex;
import io.github.cacheferry.actions.PackKeys;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.serve.StoredEntry;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecValues;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.ManualPace;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A fake Actions cache and runs that export to it. */
final class GhaStage implements AutoCloseable {
  final FakeActionsCache fake;
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final Map<String, String> environment = new HashMap<>();
  private final Path directory;
  private RunContext run;
  private Pace pace;

  GhaStage(Path directory) throws IOException {
    this.directory = directory;
    this.fake = FakeActionsCache.start(directory.resolve("served"));
    this.run = run();
    this.pace = new ManualPace(fake.clock().instant());
  }

  /**
   * Lets time stand still for the exports to come: they wait as long as it takes for what other
   * writers are about to do.
   */
  void standStill() {
    pace =
        new Pace() {
          @Override
          public Instant now() {
            return fake.clock().instant();
          }

          @Override
          public void sleep(Duration duration) {
            LockSupport.parkNanos(2_000_000);
          }
        };
  }

  SpecValues values(int version, String token, String more) throws CacheException.Usage {
    return GhaExporter.schema()
        .check(CacheSpec.parse(ActionsEntries.spec(fake, version, token, more)));
  }

  CacheExporter open(int version, String token, String more) throws IOException {
    run = run();
    return GhaExporter.open(values(version, token, more), run, pace);
  }

  /** A run's whole copy. */
  CopyResult export(CacheImporter source, int version, String token, String more)
      throws IOException {
    try (CacheExporter exporter = open(version, token, more)) {
      return copy(source, exporter);
    }
  }

  CopyResult export(CacheImporter source, int version) throws IOException {
    return export(source, version, fake.token(), ",scope=app");
  }

  CopyResult copy(CacheImporter source, CacheExporter exporter) throws IOException {
    Target target = new Target(exporter, source.load().orElseThrow());
    return new CacheCopy(run, 4).copy(source, List.of(target)).get(0);
  }

  Pace pace() {
    return pace;
  }

  /** Every index names only entries that are there. */
  void assertNothingDangles() throws IOException {
    List<StoredEntry> entries = fake.server().entries("");
    Set<String> keys = entries.stream().map(StoredEntry::key).collect(Collectors.toSet());
    for (StoredEntry entry : entries) {
      if (entry.key().contains("index-")) {
        assertThat(keys).as(entry.key()).containsAll(named(entry));
      }
    }
  }

  /** The keys of the entries that an index cannot do without. */
  private List<String> named(StoredEntry index) throws IOException {
    byte[] document =
        Files.readAllBytes(directory.resolve("served/entries/" + index.id() + ".data"));
    boolean packed = index.version().equals(PackKeys.VERSION);
    PackIndex parsed =
        packed
            ? PackIndex.parse(document, index.key())
            : new PackIndex(List.of(), ConfigJson.parseIndex(document, index.key()));
    Set<Digest> inPacks =
        parsed.packs().stream()
            .flatMap(pack -> pack.blobs().stream())
            .map(PackIndex.Piece::digest)
            .collect(Collectors.toSet());
    return Stream.concat(
            parsed.packs().stream().map(PackIndex.Pack::key),
            parsed.index().config().layers().stream()
                .map(CacheLayer::blob)
                .filter(blob -> !inPacks.contains(blob))
                .map(BuildKitKeys::blob))
        .toList();
  }

  String masked(String text) {
    return run.redactor().mask(text);
  }

  private RunContext run() {
    return Runs.in(
        directory,
        environment,
        new TransferListener() {
          @Override
          public void warned(String warning) {
            warnings.add(warning);
          }
        });
  }

  @Override
  public void close() throws IOException {
    fake.close();
  }
}
