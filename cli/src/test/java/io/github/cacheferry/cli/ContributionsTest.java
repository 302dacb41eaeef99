package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.exporters.Exporters;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.MemoryStore;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import io.github.cacheferry.transfer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is recorded of the exports that went into a cache stays with it on every backend. */
class ContributionsTest {
  @TempDir private Path directory;
  private Stage stage;
  private FakeActionsCache actions;
  private MemoryStore source;
  private Cache cache;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    actions = FakeActionsCache.start(directory.resolve("served"));
    source = MemoryStore.holding("max-image-manifest");
    cache = source.load().orElseThrow();
  }

  @AfterEach
  void tearDown() throws IOException {
    actions.close();
    stage.close();
  }

  @ParameterizedTest
  @EnumSource
  void contributions_areReadBack(Place place) throws IOException {
    List<Contribution> both = List.of(export(1, "refs/heads/main"), export(2, "refs/heads/next"));

    assertThat(save(place, cache.withContributions(both)).status()).isEqualTo(Status.SAVED);

    Cache back = load(place).orElseThrow();
    assertThat(back.contributions()).isEqualTo(both);
    assertThat(back.config()).isEqualTo(cache.config());
  }

  @ParameterizedTest
  @EnumSource
  void laterExportOfTheSame_changesNothing(Place place) throws IOException {
    save(place, cache.withContributions(List.of(export(1, "refs/heads/main"))));

    CopyResult again = save(place, cache.withContributions(List.of(export(2, "refs/heads/main"))));

    assertThat(again.status()).isEqualTo(Status.UNCHANGED);
    assertThat(load(place).orElseThrow().contributions())
        .containsExactly(export(1, "refs/heads/main"));
  }

  @ParameterizedTest
  @EnumSource
  void exportOfTheSameByAnother_isRecorded(Place place) throws IOException {
    save(place, cache.withContributions(List.of(export(1, "refs/heads/main"))));

    CopyResult other = save(place, cache.withContributions(List.of(export(2, "refs/heads/next"))));

    assertThat(other.status()).isEqualTo(Status.SAVED);
    assertThat(load(place).orElseThrow().contributions())
        .containsExactly(export(2, "refs/heads/next"));
  }

  @Test
  void configOfACacheWithContributions_keepsItsBytes() throws IOException {
    save(Place.REGISTRY, cache.withContributions(List.of(export(1, "refs/heads/main"))));

    assertThat(load(Place.REGISTRY).orElseThrow().configDocument())
        .isEqualTo(cache.configDocument());
  }

  @ParameterizedTest
  @EnumSource
  void publishingAfterWhatWasSeen_replacesIt(Place place) throws IOException {
    save(place, cache.withContributions(List.of(export(1, "refs/heads/main"))));
    Cache seen = loadOwn(place).orElseThrow();

    assertThat(publishAfter(place, seen.revision(), with(seen, export(2, "refs/heads/next"))))
        .isPresent();

    assertThat(loadOwn(place).orElseThrow().contributions())
        .containsExactly(export(1, "refs/heads/main"), export(2, "refs/heads/next"));
  }

  @ParameterizedTest
  @EnumSource
  void publishingAfterWhatIsNoLongerThere_changesNothing(Place place) throws IOException {
    save(place, cache.withContributions(List.of(export(1, "refs/heads/main"))));
    Cache seen = loadOwn(place).orElseThrow();
    save(place, cache.withContributions(List.of(export(2, "refs/heads/next"))));

    assertThat(publishAfter(place, seen.revision(), with(seen, export(3, "refs/heads/lost"))))
        .isEmpty();
    assertThat(publishAfter(place, Optional.empty(), with(seen, export(3, "refs/heads/lost"))))
        .isEmpty();

    assertThat(loadOwn(place).orElseThrow().contributions())
        .containsExactly(export(2, "refs/heads/next"));
  }

  private static Cache with(Cache seen, Contribution another) {
    return seen.withContributions(
        Stream.concat(seen.contributions().stream(), Stream.of(another)).toList());
  }

  private Optional<CacheExporter.Published> publishAfter(
      Place place, Optional<String> seen, Cache what) throws IOException {
    var spec = Exporters.check(CacheSpec.parse(place.target(stage, actions)));
    try (CacheExporter exporter = spec.open(Runs.plain())) {
      exporter.holds(what);
      exporter.missing(what.blobs().values());
      return exporter.publishAfter(seen, what);
    }
  }

  private Optional<Cache> loadOwn(Place place) throws IOException {
    var spec = Importers.check(CacheSpec.parse(place.source(stage, actions)));
    try (CacheImporter importer = spec.open(Runs.plain())) {
      return importer.loadOwn();
    }
  }

  private CopyResult save(Place place, Cache what) throws IOException {
    var spec = Exporters.check(CacheSpec.parse(place.target(stage, actions)));
    try (CacheExporter exporter = spec.open(Runs.plain())) {
      return new CacheCopy(Runs.plain(), 4)
          .copy(source, List.of(new Target(exporter, what)))
          .get(0);
    }
  }

  private Optional<Cache> load(Place place) throws IOException {
    var spec = Importers.check(CacheSpec.parse(place.source(stage, actions)));
    try (CacheImporter importer = spec.open(Runs.plain())) {
      return importer.load();
    }
  }

  private static Contribution export(int second, String ref) {
    return new Contribution(
        "%016x".formatted(second),
        new Timestamp("2026-11-21T10:00:0" + second + "Z"),
        Optional.of(TrustTier.DEFAULT),
        "acme/app",
        ref,
        "",
        "",
        "",
        List.of("ab"));
  }
}
