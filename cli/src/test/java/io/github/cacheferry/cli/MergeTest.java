package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.graph.CacheGraph;
import io.github.cacheferry.graph.Merge;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.FixtureCaches;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {
  private static final String TOOL = "type=local,src=matrix-tool";
  private static final String LINT = "type=local,src=matrix-lint";

  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("matrix-tool", "matrix-tool");
    stage.layout("matrix-lint", "matrix-lint");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void sourcesInAnyOrder_giveTheSameBytes() {
    run(0, "merge", TOOL, LINT, "--cache-to=type=local,dest=one");
    run(0, "merge", LINT, TOOL, "--cache-to=type=local,dest=other");

    assertThat(Stage.files(stage.path("one"))).isEqualTo(Stage.files(stage.path("other")));
  }

  @Test
  void theUnion_isAtEachTargetWithItsBlobs() throws IOException {
    String tag = stage.registry().reference("acme/app:all");
    InProcess program =
        run(0, "merge", TOOL, LINT, "--cache-to=type=local,dest=all", "--cache-to=" + tag);

    assertThat(CacheGraph.of(load("type=local,src=all").config())).isEqualTo(union());
    assertThat(CacheGraph.of(load(tag).config())).isEqualTo(union());
    assertThat(program.err()).contains("merged 2 caches: of 13 records became ");
    run(0, "verify", "type=local,src=all");
    run(0, "verify", tag);
  }

  @Test
  void json_tellsWhatBecameOfIt() {
    InProcess program =
        run(0, "merge", TOOL, LINT, "--cache-to=type=local,dest=all", "--merge", "-o=json", "-q");

    String out = program.out().replaceAll("sha256:[0-9a-f]{64}", "DIGEST"); // it tells the time
    Golden.check("merge.json", stage.stable(out));
  }

  @Test
  void aSourceThatIsNotThere_isAFailureUnlessSkipped() {
    InProcess program =
        run(1, "merge", TOOL, "type=local,src=none", "--cache-to=type=local,dest=all");
    assertThat(program.err()).contains("there is no such cache").contains("--skip-missing");
    assertThat(stage.path("all")).doesNotExist();

    InProcess again =
        run(
            0,
            "merge",
            TOOL,
            "type=local,src=none",
            "--skip-missing",
            "--cache-to=type=local,dest=all");
    assertThat(again.err()).contains("warning: there is no cache to merge at local ");
    assertThat(stage.path("all/index.json")).exists();

    run(1, "merge", "type=local,src=none", "--skip-missing", "--cache-to=type=local,dest=other");
  }

  @Test
  void aBlobThatOneSourceHasLost_comesFromAnother() throws IOException {
    Digest both =
        FixtureCaches.read("matrix-tool").blobs().keySet().stream()
            .filter(FixtureCaches.read("matrix-lint").blobs()::containsKey)
            .findFirst()
            .orElseThrow();
    Files.delete(blob("matrix-tool", both));

    run(0, "merge", TOOL, LINT, "--cache-to=type=local,dest=all");

    assertThat(blob("all", both)).exists();
    run(0, "verify", "type=local,src=all");
  }

  @Test
  void aBlobThatIsDamagedInOneSource_comesFromAnother() throws IOException {
    Digest both =
        FixtureCaches.read("matrix-tool").blobs().keySet().stream()
            .filter(FixtureCaches.read("matrix-lint").blobs()::containsKey)
            .findFirst()
            .orElseThrow();
    byte[] bytes = Files.readAllBytes(blob("matrix-tool", both));
    bytes[bytes.length / 2] ^= 1;
    Files.delete(blob("matrix-tool", both));
    Files.write(blob("matrix-tool", both), bytes);

    run(
        0,
        "merge",
        TOOL,
        LINT,
        "--cache-to=type=local,dest=all",
        "--cache-to=" + stage.registry().reference("acme/app:all"));

    run(0, "verify", "type=local,src=all");
    run(0, "verify", stage.registry().reference("acme/app:all"));
  }

  @Test
  void export_addsToWhatIsThere() throws IOException {
    String tag = "--cache-to=" + stage.registry().reference("acme/app:cache");
    run(0, "export", "--dir=matrix-tool", tag, "--merge");
    InProcess second = run(0, "export", "--dir=matrix-lint", tag, "--merge");
    InProcess again = run(0, "export", "--dir=matrix-tool", tag, "--merge");

    Cache there = load(stage.registry().reference("acme/app:cache"));
    assertThat(CacheGraph.of(there.config())).isEqualTo(union());
    assertThat(there.contributions()).hasSize(2);
    assertThat(second.out()).contains("; with what was there ").contains(" of 2 exports");
    assertThat(again.out()).startsWith("unchanged: registry ");
  }

  @Test
  void withoutMerge_isReplaced() throws IOException {
    run(0, "export", "--dir=matrix-tool", "--cache-to=type=local,dest=all", "--merge");
    run(0, "export", "--dir=matrix-lint", "--cache-to=type=local,dest=all");

    assertThat(load("type=local,src=all").config())
        .isEqualTo(FixtureCaches.read("matrix-lint").config());
  }

  @Test
  void keepGenerations_keepsWhatTheNewestBrought() throws IOException {
    String to = "--cache-to=type=local,dest=all";
    run(0, "export", "--dir=matrix-tool", to, "--merge", "--keep-generations=1");
    InProcess second = run(0, "export", "--dir=matrix-lint", to, "--merge", "--keep-generations=1");

    Cache there = load("type=local,src=all");
    assertThat(there.contributions()).hasSize(1);
    assertThat(there.blobs().keySet())
        .isEqualTo(FixtureCaches.read("matrix-lint").blobs().keySet());
    assertThat(second.err()).contains("left out what only exports before the newest 1 brought");
    run(0, "verify", "type=local,src=all");
  }

  @Test
  void keepGenerationsWithoutMerge_makesNoSense() {
    InProcess program =
        run(
            2,
            "export",
            "--dir=matrix-tool",
            "--cache-to=type=local,dest=all",
            "--keep-generations=3");
    assertThat(program.err()).contains("Give --merge too.");
    run(2, "merge", TOOL, "--cache-to=type=local,dest=all", "--keep-generations=0");
  }

  @Test
  void aDamagedCacheAtTheTarget_isReplaced() throws IOException {
    run(0, "export", "--dir=matrix-tool", "--cache-to=type=local,dest=all");
    Digest config =
        FixtureCaches.read("matrix-tool").configDocument().orElseThrow().descriptor().digest();
    Files.delete(blob("all", config));
    Files.writeString(blob("all", config), "broken", StandardCharsets.UTF_8);

    InProcess program =
        run(0, "export", "--dir=matrix-lint", "--cache-to=type=local,dest=all", "--merge");

    assertThat(program.err()).contains("It is replaced.");
    assertThat(load("type=local,src=all").config())
        .isEqualTo(FixtureCaches.read("matrix-lint").config());
  }

  private InProcess run(int code, String... arguments) {
    InProcess program = stage.program();
    assertThat(program.run(arguments)).as(() -> program.err()).isEqualTo(code);
    return program;
  }

  private Path blob(String layout, Digest digest) {
    return stage.path(layout).resolve("blobs/sha256").resolve(digest.hex());
  }

  private Cache load(String spec) throws IOException {
    var run = Runs.in(directory, Map.of(), TransferListener.NONE);
    try (CacheImporter importer = Importers.check(CacheSpec.parse(spec)).open(run)) {
      return importer.load().orElseThrow();
    }
  }

  private static CacheGraph union() {
    return CacheGraph.of(
        Merge.of(Stream.of("matrix-tool", "matrix-lint").map(FixtureCaches::read).toList())
            .config());
  }
}
