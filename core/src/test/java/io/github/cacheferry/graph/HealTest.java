package io.github.cacheferry.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.json.ConfigJson;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.Fixtures;
import io.github.cacheferry.testing.RandomCaches;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class HealTest {
  static final List<String> FIXTURES = Fixtures.SINGLE_TAG;

  @ParameterizedTest
  @FieldSource("FIXTURES")
  void whatBuildKitWrote_isSound(String fixture) {
    Cache cache = FixtureCaches.read(fixture);

    Healed healed = Heal.of(cache, Set.of(Graphs.digest("elsewhere")));

    assertThat(healed.cache()).isSameAs(cache);
    assertThat(healed.isChanged()).isFalse();
    assertThat(healed.report()).isEmpty();
  }

  @Test
  void heal_keepsNoDanglingChainAndAllElse() throws Exception {
    for (int seed = 0; seed < 1000; seed++) {
      var random = new Random(seed);
      Cache cache = RandomCaches.looping(random).cache();
      var bad = new HashSet<Digest>();
      cache
          .config()
          .layers()
          .forEach(l -> bad.addAll(random.nextInt(6) == 0 ? Set.of(l.blob()) : Set.of()));

      Healed healed = Heal.of(cache, bad);

      String what = "seed " + seed;
      assertThat(healed.cache().blobs().keySet()).as(what).noneMatch(bad::contains);
      if (healed.isChanged()) {
        Checklist.check(healed.cache(), what);
        assertThat(Heal.of(healed.cache(), bad).cache()).as(what).isSameAs(healed.cache());
        assertThat(healed.report()).as(what).isNotEmpty();
      } else {
        assertThat(healed.cache()).as(what).isSameAs(cache);
      }
      assertThat(chains(healed.cache().config(), Set.of(), Set.of()))
          .as(what)
          .isEqualTo(chains(cache.config(), bad, unlisted(cache)));
    }
  }

  @Test
  void resultsAboveAMissingBlob_goAndTheOthersStay() throws Exception {
    Graphs graph = new Graphs();
    int root = graph.root("a");
    int base = graph.layer("base", CacheLayer.NO_PARENT);
    int gone = graph.layer("gone", base);
    int top = graph.layer("top", gone);
    int one = add(graph, "one", root, base);
    int two = add(graph, "two", one, gone);
    add(graph, "three", two, top);
    add(graph, "other", one, graph.layer("other", base));

    Healed healed = Heal.of(graph.cache(), Set.of(Graphs.digest("gone")));

    assertThat(healed.results()).isEqualTo(2);
    assertThat(healed.steps()).isEqualTo(2);
    assertThat(healed.blobs()).containsOnlyKeys(Graphs.digest("gone"));
    assertThat(healed.cache().blobs())
        .containsOnlyKeys(Graphs.digest("base"), Graphs.digest("other"));
    assertThat(digests(healed)).containsExactly("a", "one", "other");
    assertThat(healed.report())
        .containsExactly(
            "blob " + Graphs.digest("gone") + " is missing or damaged",
            "2 results left out for want of such a blob: 2 steps lost");
    Checklist.check(healed.cache(), "healed");
  }

  @Test
  void aRecordWithoutResults_staysWhileSomethingDependsOnIt() {
    Graphs graph = new Graphs();
    int one = graph.step("one", "gone", graph.root("a"));
    graph.step("two", "there", one);

    Healed healed = Heal.of(graph.cache(), Set.of(Graphs.digest("gone")));

    assertThat(digests(healed)).containsExactly("a", "one", "two");
    assertThat(healed.steps()).isEqualTo(1);
  }

  @Test
  void aMissingBlobThatIsListedAndNotNeeded_goesFromTheList() {
    Graphs graph = new Graphs();
    graph.step("one", "there", graph.root("a"));
    graph.layer("gone", CacheLayer.NO_PARENT);

    Healed healed = Heal.of(graph.cache(), Set.of(Graphs.digest("gone")));

    assertThat(healed.isChanged()).isTrue();
    assertThat(healed.cache().blobs()).containsOnlyKeys(Graphs.digest("there"));
  }

  @Test
  void emptyAndNullInputs_takeTheirRecordAndWhatNeedsItAlone() throws Exception {
    CacheConfig config =
        parse(
            """
            {"records":[
              {"digest":"a"},
              {"digest":"empty","inputs":[[{"link":0}],[]]},
              {"digest":"null","inputs":[null]},
              {"digest":"above","inputs":[[{"link":1},{"link":2}]],"layers":[{"layer":0}]},
              {"digest":"other","inputs":[[{"link":1},{"link":0}]],"layers":[{"layer":0}]}],
             "layers":[{"blob":"B","parent":-1}]}
            """);

    Healed healed = Heal.of(cache(config), Set.of());

    assertThat(digests(healed)).containsExactly("a", "other");
    assertThat(healed.records()).isEqualTo(3);
    assertThat(healed.steps()).isEqualTo(1);
    Checklist.check(healed.cache(), "empty inputs");
  }

  @Test
  void recordsThatDependOnEachOther_areBrokenApart() throws Exception {
    CacheConfig config =
        parse(
            """
            {"records":[
              {"digest":"a"},
              {"digest":"x","inputs":[[{"link":0},{"link":2}]],"layers":[{"layer":0}]},
              {"digest":"y","inputs":[[{"link":1}]],"layers":[{"layer":0}]},
              {"digest":"self","inputs":[[{"link":3}]],"layers":[{"layer":0}]}],
             "layers":[{"blob":"B","parent":-1}]}
            """);

    Healed healed = Heal.of(cache(config), Set.of());

    assertThat(digests(healed)).containsExactly("a", "x", "y");
    assertThat(healed.links()).isEqualTo(1);
    assertThat(healed.records()).isEqualTo(1);
    Checklist.check(healed.cache(), "loop");
  }

  @Test
  void randomKeys_go() throws Exception {
    Graphs graph = new Graphs();
    graph.step("one", "blob", graph.root("random:x"));
    graph.step("two", "blob", graph.root("a"));

    Healed healed = Heal.of(graph.cache(), Set.of());

    assertThat(digests(healed)).containsExactly("a", "two");
    assertThat(healed.records()).isEqualTo(2);
  }

  @Test
  void doubles_becomeOne() throws Exception {
    Graphs graph = new Graphs();
    graph.step("one", "blob", graph.root("a"));
    graph.step("one", "other", graph.root("a"));

    Healed healed = Heal.of(graph.cache(), Set.of());

    assertThat(digests(healed)).containsExactly("a", "one");
    assertThat(healed.doubles()).isEqualTo(2);
    assertThat(healed.cache().blobs()).hasSize(2);
    Checklist.check(healed.cache(), "doubles");
  }

  @Test
  void blobsThatTheManifestDoesNotList_takeTheirResults() {
    Graphs graph = new Graphs();
    int one = graph.step("one", "there", graph.root("a"));
    graph.step("two", "unlisted", one);

    Healed healed = Heal.of(graph.without("unlisted"), Set.of());

    assertThat(digests(healed)).containsExactly("a", "one");
    assertThat(healed.blobs())
        .containsExactly(Map.entry(Graphs.digest("unlisted"), "is not listed"));
  }

  @Test
  void descriptorsWithoutMediaTypeOrDiffId_takeTheirResults() {
    Graphs graph = new Graphs();
    int one = graph.step("one", "there", graph.root("a"));
    graph.step("two", "bad", one);
    Descriptor bad = graph.descriptor("bad");

    for (Descriptor useless :
        List.of(
            bad.withMediaType(""),
            bad.withAnnotations(Map.of()),
            bad.withAnnotations(Map.of(Descriptor.UNCOMPRESSED, "sha512:12")))) {
      Healed healed = Heal.of(graph.with(useless), Set.of());

      assertThat(digests(healed)).as("%s", useless).containsExactly("a", "one");
      assertThat(healed.blobs()).containsOnlyKeys(bad.digest());
    }
  }

  @Test
  void aTimeThatBuildKitCannotRead_goesAndTheLayerStays() {
    Graphs graph = new Graphs();
    graph.step("one", "blob", graph.root("a"));
    Descriptor blob = graph.descriptor("blob");
    Cache cache =
        graph.with(
            blob.withAnnotations(
                Map.of(
                    Descriptor.UNCOMPRESSED,
                    blob.digest().toString(),
                    Descriptor.CREATED_AT,
                    "yesterday")));

    Healed healed = Heal.of(cache, Set.of());

    assertThat(healed.descriptors()).isEqualTo(1);
    assertThat(healed.cache().config()).isEqualTo(cache.config());
    assertThat(healed.cache().blobs()).containsValue(blob);
  }

  @Test
  void theShape_stays() {
    Cache cache = FixtureCaches.read("max-docker-index");
    Digest blob = cache.config().layers().get(0).blob();

    assertThat(Heal.of(cache, Set.of(blob)).cache().shape()).isEqualTo(cache.shape());
  }

  /** The digest of each chain of a result that BuildKit can reach, without those of bad blobs. */
  private static Set<List<Digest>> chains(
      CacheConfig config, Set<Digest> bad, Set<Digest> unlisted) {
    var chains = new HashSet<List<Digest>>();
    for (CacheRecord record : config.records()) {
      record.results().forEach(result -> chains.add(config.chain(result.layer())));
      record.chains().forEach(chain -> chains.add(config.chain(chain)));
    }
    chains.removeIf(
        chain -> chain.stream().anyMatch(blob -> bad.contains(blob) || unlisted.contains(blob)));
    return chains;
  }

  private static Set<Digest> unlisted(Cache cache) {
    var unlisted = new HashSet<Digest>();
    cache.config().layers().forEach(layer -> unlisted.add(layer.blob()));
    unlisted.removeAll(cache.blobs().keySet());
    return unlisted;
  }

  private static int add(Graphs graph, String digest, int input, int layer) {
    return graph.add(
        new CacheRecord(
            List.of(graph.result(layer)),
            List.of(),
            digest,
            List.of(List.of(new CacheRecord.Input("", input)))));
  }

  private static List<String> digests(Healed healed) {
    return healed.cache().config().records().stream().map(CacheRecord::digest).toList();
  }

  private static CacheConfig parse(String json) throws Exception {
    return ConfigJson.parse(
        json.replace("\"B\"", "\"" + Graphs.digest("B") + "\"").getBytes(UTF_8), "here");
  }

  private static Cache cache(CacheConfig config) {
    Graphs graph = new Graphs();
    graph.layer("B", CacheLayer.NO_PARENT);
    return Cache.made(config, graph.cache().blobs(), "test");
  }
}
