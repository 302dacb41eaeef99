package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.graph.CacheGraph;
import io.github.cacheferry.graph.Merge;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.FakeActionsCache;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eight jobs at the same time add a cache each to the same target. */
class ConcurrentMergeTest {
  private static final List<String> CACHES =
      List.of(
          "max-image-manifest",
          "matrix-tool",
          "matrix-lint",
          "multi-platform",
          "max-zstd",
          "max-uncompressed",
          "max-estargz",
          "min-image-manifest");

  @TempDir private Path directory;
  private Stage stage;
  private FakeActionsCache actions;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    actions = FakeActionsCache.start(directory.resolve("served"));
    CACHES.forEach(name -> stage.layout(name, name));
  }

  @AfterEach
  void tearDown() throws IOException {
    actions.close();
    stage.close();
  }

  @ParameterizedTest
  @EnumSource
  void nothingOfAnyJob_isLost(Place place) throws Exception {
    ExecutorService jobs = Executors.newFixedThreadPool(CACHES.size());
    try {
      var together = new CyclicBarrier(CACHES.size());
      var running = new ArrayList<Future<Integer>>();
      for (String name : CACHES) {
        Callable<Integer> job = () -> export(name, place, together);
        running.add(jobs.submit(job));
      }
      for (Future<Integer> job : running) {
        assertThat(job.get()).isZero();
      }
    } finally {
      jobs.shutdownNow();
    }

    Cache there = load(place);
    assertThat(CacheGraph.of(there.config())).isEqualTo(union());
    // Two of them, of modes min and max, end with the same results: the later one tells of both.
    assertThat(there.contributions()).hasSize(CACHES.size() - 1);
    InProcess verify = stage.program();
    assertThat(verify.run("verify", place.source(stage, actions))).as(verify::out).isZero();
  }

  private int export(String name, Place place, CyclicBarrier together) throws Exception {
    InProcess program = stage.program();
    together.await();
    int code =
        program.run(
            "export",
            "--dir=" + name,
            "--merge",
            "--on-error=fail",
            "--cache-to=" + place.target(stage, actions));
    assertThat(code).as(program::err).isZero();
    return code;
  }

  private Cache load(Place place) throws IOException {
    var run = Runs.in(directory, Map.of(), TransferListener.NONE);
    try (CacheImporter importer =
        Importers.check(CacheSpec.parse(place.source(stage, actions))).open(run)) {
      return importer.load().orElseThrow();
    }
  }

  private static CacheGraph union() {
    return CacheGraph.of(Merge.of(CACHES.stream().map(FixtureCaches::read).toList()).config());
  }
}
