package io.github.cacheferry.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.LayerMetadata;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.MemoryStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MergeTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  private static final List<String> MATRIX =
      List.of("max-image-manifest", "matrix-tool", "matrix-lint");

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void aCacheAloneStaysTheSame(String fixture) {
    Cache cache = FixtureCaches.read(fixture);

    assertThat(Merge.of(List.of(cache))).isSameAs(cache);
  }

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void theFixedOrderIsTheOneInWhichBuildKitWrites(String fixture) {
    Cache cache = FixtureCaches.read(fixture);

    assertThat(new String(ConfigJson.write(CacheGraph.of(cache.config()).config())))
        .isEqualTo(new String(ConfigJson.write(cache.config())));
  }

  @Test
  void aMatrixOfBuilds_becomesWhatBuildKitWouldMakeOfThem() throws Exception {
    List<Cache> matrix = MATRIX.stream().map(FixtureCaches::read).toList();
    var union = new BuildKitUnion();
    matrix.forEach(cache -> union.add(cache.config()));

    Cache merged = Merge.of(matrix);

    assertThat(CacheGraph.of(merged.config())).isEqualTo(CacheGraph.of(union.config()));
    Checklist.check(merged, "matrix");
  }

  @Test
  void allFixtures_becomeWhatBuildKitWouldMakeOfThem() throws Exception {
    List<Cache> all = FIXTURES.stream().map(FixtureCaches::read).toList();
    var union = new BuildKitUnion();
    all.forEach(cache -> union.add(cache.config()));

    Cache merged = Merge.of(all);

    assertThat(CacheGraph.of(merged.config())).isEqualTo(CacheGraph.of(union.config()));
    Checklist.check(merged, "all fixtures");
  }

  @Test
  void aMatrixOfBuilds_keepsEveryResultAndEveryLeaf() {
    List<Cache> matrix = MATRIX.stream().map(FixtureCaches::read).toList();

    Cache merged = Merge.of(matrix);

    for (Cache one : matrix) {
      assertThat(merged.blobs().keySet()).containsAll(one.blobs().keySet());
      Cache back = Leaves.keep(merged, Leaves.ids(one));
      assertThat(CacheGraph.of(Merge.of(List.of(back, one)).config()))
          .isEqualTo(CacheGraph.of(back.config()));
    }
  }

  @Test
  void whatOneAlreadyHolds_leavesItsBytes() {
    Cache all = FixtureCaches.read("max-image-manifest");
    Cache part = FixtureCaches.read("min-image-manifest");

    assertThat(Merge.of(List.of(part, all))).isSameAs(all);
    assertThat(Merge.of(List.of(all, part)).configDocument()).isPresent();
  }

  @Test
  void nothing_isAnEmptyCache() {
    assertThat(Merge.of(List.of()).config()).isEqualTo(CacheConfig.EMPTY);
  }

  @Test
  void roots_areTheSameByDigest() {
    Graphs graph = new Graphs();
    int one = graph.root("a");
    graph.step("x", "blob1", one);
    int other = graph.root("a");
    graph.step("y", "blob2", other);

    assertThat(merged(graph)).extracting(CacheRecord::digest).containsExactly("a", "x", "y");
  }

  @Test
  void steps_areTheSameIfEachInputSharesAnAlternative() {
    Graphs graph = new Graphs();
    int a = graph.root("a");
    int b = graph.root("b");
    int c = graph.root("c");
    graph.record("copy", "blob1", List.of(a), List.of(b));
    graph.record("copy", "blob2", List.of(a), List.of(b, c));

    assertThat(merged(graph))
        .extracting(CacheRecord::digest)
        .containsExactly("a", "b", "c", "copy");
  }

  @Test
  void steps_differIfOneInputSharesNone() {
    Graphs graph = new Graphs();
    int a = graph.root("a");
    int b = graph.root("b");
    int c = graph.root("c");
    graph.record("copy", "blob1", List.of(a), List.of(b));
    graph.record("copy", "blob2", List.of(a), List.of(c));

    assertThat(merged(graph)).filteredOn(r -> r.digest().equals("copy")).hasSize(2);
  }

  @Test
  void steps_thatAThirdOneConnectsBecomeOne() {
    Graphs graph = new Graphs();
    int a = graph.root("a");
    int b = graph.root("b");
    graph.record("run", "blob1", List.of(a));
    graph.record("run", "blob2", List.of(b));
    graph.record("run", "blob3", List.of(a, b));

    assertThat(merged(graph))
        .filteredOn(r -> r.digest().equals("run"))
        .singleElement()
        .satisfies(run -> assertThat(run.results()).hasSize(3));
  }

  @Test
  void steps_whoseInputsBecomeOneBecomeOneToo() {
    Graphs graph = new Graphs();
    int a = graph.root("a");
    int b = graph.root("b");
    graph.step("test", "t1", graph.record("run", "blob1", List.of(a)));
    graph.step("test", "t2", graph.record("run", "blob2", List.of(b)));
    graph.record("run", "blob3", List.of(a, b));

    assertThat(merged(graph)).filteredOn(r -> r.digest().equals("test")).hasSize(1);
  }

  @Test
  void results_goFromOldestToNewestAndEachOnce() {
    Graphs newer = new Graphs();
    newer.made(new Timestamp("2026-11-21T12:00:00Z")).step("run", "new", newer.root("a"));
    Graphs older = new Graphs();
    older.made(new Timestamp("2026-11-21T12:59:00+01:00")).step("run", "old", older.root("a"));

    Cache merged = Merge.of(List.of(newer.cache(), older.cache(), newer.cache()));

    assertThat(merged.config().records().get(1).results())
        .extracting(result -> merged.config().chain(result.layer()).get(0))
        .containsExactly(Graphs.digest("old"), Graphs.digest("new"));
  }

  @Test
  void aResultWhoseBlobItsCacheDoesNotList_isLeftOut() {
    Graphs one = new Graphs();
    one.step("run", "blob", one.root("a"));
    Graphs other = new Graphs();
    int run = other.step("run", "unlisted", other.root("a"));
    other.step("test", "blob", run);

    Cache merged = Merge.of(List.of(one.cache(), other.without("unlisted")));

    assertThat(merged.blobs()).containsOnlyKeys(Graphs.digest("blob"));
    assertThat(merged.config().records().stream().mapToInt(r -> r.results().size()).sum())
        .isEqualTo(2);
  }

  @Test
  void recordsThatLeadToNoResult_areLeftOut() {
    Graphs graph = new Graphs();
    int a = graph.root("a");
    graph.step("run", "blob", a);
    graph.record("dead", "", List.of(graph.record("dead", "", List.of(a))));

    assertThat(merged(graph)).extracting(CacheRecord::digest).containsExactly("a", "run");
  }

  @Test
  void aLoopThatMergingCloses_isBrokenWithoutLosingAStep() throws Exception {
    Graphs one = new Graphs();
    int a = one.root("a");
    int b = one.root("b");
    one.record("y", "y", List.of(b, one.record("x", "x", List.of(a))));
    Graphs other = new Graphs();
    a = other.root("a");
    b = other.root("b");
    other.record("x", "x", List.of(a, other.record("y", "y", List.of(b))));

    Cache merged = Merge.of(List.of(one.cache(), other.cache()));

    Checklist.check(merged, "loop");
    assertThat(merged.config().records())
        .extracting(CacheRecord::digest)
        .containsExactly("a", "b", "x", "y");
    assertThat(merged.blobs()).hasSize(2);
  }

  @Test
  void theRichestDescriptorWins() {
    Graphs graph = new Graphs();
    graph.step("run", "blob", graph.root("a"));
    Cache rich = graph.cache();
    Descriptor full = rich.blobs().get(Graphs.digest("blob"));
    Cache poor =
        Cache.made(
            rich.config(), Map.of(full.digest(), full.withAnnotations(Map.of("a", "b"))), "poor");

    assertThat(Merge.of(List.of(poor, rich)).blobs()).containsValue(full);
    assertThat(Merge.of(List.of(rich, poor)).blobs()).containsValue(full);
  }

  @Test
  void whatLayersSayOfThemselves_endsInTheDescriptors() {
    Cache cache = FixtureCaches.read("max-image-manifest");
    Cache annotated =
        Cache.made(LayerMetadata.annotated(cache.config(), cache.blobs()), Map.of(), "gha");

    assertThat(Merge.of(List.of(annotated)).blobs()).isEqualTo(cache.blobs());
  }

  @Test
  void theExportsThatWentIntoEither_wentIntoBoth() {
    Cache cache = FixtureCaches.read("max-image-manifest");
    Contribution one = contribution("1".repeat(16));
    Contribution two = contribution("2".repeat(16));

    Cache merged =
        Merge.of(
            List.of(
                cache.withContributions(List.of(two)), cache.withContributions(List.of(one, two))));

    assertThat(merged.contributions()).containsExactly(one, two);
    assertThat(merged.configDocument()).isEqualTo(cache.configDocument());
  }

  @Test
  void aCacheOfUnknownWriters_isNotTrustedForThoseOfAnother() throws IOException {
    Contribution known =
        new Contribution(
            "1".repeat(16),
            Timestamp.UNKNOWN,
            Optional.of(TrustTier.DEFAULT),
            "",
            "",
            "",
            "",
            "",
            List.of());
    Cache trusted = MemoryStore.holding("matrix-tool").load().orElseThrow();
    Cache unknown = MemoryStore.holding("matrix-lint").load().orElseThrow();

    Cache merged = Merge.of(List.of(unknown, trusted.withContributions(List.of(known))));

    assertThat(merged.contributions()).hasSize(2).contains(known);
    assertThat(merged.tier()).isEmpty();
    assertThat(Merge.of(List.of(merged, unknown)).contributions())
        .isEqualTo(merged.contributions());
  }

  private static Contribution contribution(String id) {
    return new Contribution(id, Timestamp.UNKNOWN, Optional.empty(), "", "", "", "", "", List.of());
  }

  private static List<CacheRecord> merged(Graphs graph) {
    return Merge.of(List.of(graph.cache())).config().records();
  }
}
