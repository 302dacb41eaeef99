package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.graph.CacheGraph;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a cache is copied: modes, and the part of certain builds. */
class BuildLabelsTest {
  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("matrix-lint", "lint");
    stage.layout("matrix-tool", "tool");
    stage.layout("max-image-manifest", "max");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void target_takesItsPartOutOfACacheOfMany() throws IOException {
    export("lint", "--merge", "--target=lint", "--platform=linux/amd64");
    export("tool", "--merge", "--target=tool", "--platform=linux/amd64");
    assertThat(load("shared").config().records().size())
        .isGreaterThan(load("tool").config().records().size());

    InProcess program = migrate("--target=tool");

    assertThat(program.err()).doesNotContain("could not");
    assertThat(graph("copy")).isEqualTo(graph("tool"));
    assertThat(load("copy").blobs().keySet()).isEqualTo(load("tool").blobs().keySet());
    assertThat(stage.program().run("verify", "type=local,src=copy")).isZero();
    assertThat(stage.program().runForOut("inspect", "type=local,src=copy"))
        .contains("tool linux/amd64");
  }

  @Test
  void platform_takesAllOfItsBuilds() throws IOException {
    export("lint", "--merge", "--target=lint", "--platform=linux/amd64");
    export("tool", "--merge", "--target=tool", "--platform=linux/amd64");

    migrate("--platform=linux/amd64");

    assertThat(graph("copy")).isEqualTo(graph("shared"));
  }

  @Test
  void whatWasNotTold_isAnError() {
    export("lint", "--target=lint");
    InProcess program = migrate("--target=tool");
    assertThat(program.err())
        .contains("could not tell what tool needs")
        .contains("no export of it is recorded; there are: lint");
    assertThat(stage.path("copy")).doesNotExist();
    stage.layout("max-image-manifest", "shared-2");
    assertThat(
            stage
                .program()
                .run(
                    "migrate",
                    "--target=app",
                    "--cache-from=type=local,src=shared-2",
                    "--cache-to=type=local,dest=copy"))
        .isEqualTo(1);
  }

  @Test
  void labelThatCannotBeRecorded_isAUsageError() {
    assertThat(
            stage
                .program()
                .run("export", "--dir=lint", "--target=a\nb", "--cache-to=type=local,dest=x"))
        .isEqualTo(2);
  }

  @Test
  void exportOutsideOfCi_withoutALabelRecordsNothing() throws IOException {
    export("lint");
    assertThat(load("shared").contributions()).isEmpty();
    export("lint", "--target=lint");
    assertThat(load("shared").contributions()).hasSize(1);
    assertThat(load("shared").contributions().get(0).leaves()).isNotEmpty();
    assertThat(load("shared").tier()).isEmpty();
  }

  @Test
  void mode_countsBeforeTheSpecs() throws IOException {
    assertThat(copy("max", "min", "type=local,dest=reduced,mode=max")).isZero();
    assertThat(copy("max", "max", "type=local,dest=whole,mode=min")).isZero();
    stage.layout("min-image-manifest", "min");

    assertThat(graph("reduced")).isEqualTo(graph("min"));
    assertThat(graph("whole")).isEqualTo(graph("max"));
    assertThat(copy("max", "mid", "type=local,dest=x")).isEqualTo(2);
  }

  private int copy(String from, String mode, String to) {
    return stage
        .program()
        .run(
            "migrate", "--mode=" + mode, "--cache-from=type=local,src=" + from, "--cache-to=" + to);
  }

  private void export(String dir, String... more) {
    var arguments =
        new ArrayList<>(List.of("export", "--dir=" + dir, "--cache-to=type=local,dest=shared"));
    arguments.addAll(List.of(more));
    InProcess program = stage.program();
    assertThat(program.run(arguments.toArray(String[]::new))).as(program.err()).isZero();
    assertThat(program.out()).startsWith("saved: ");
  }

  private InProcess migrate(String option) {
    InProcess program = stage.program();
    program.run(
        "migrate", option, "--cache-from=type=local,src=shared", "--cache-to=type=local,dest=copy");
    return program;
  }

  private CacheGraph graph(String layout) throws IOException {
    return CacheGraph.of(load(layout).config());
  }

  private Cache load(String layout) throws IOException {
    var spec = Importers.check(CacheSpec.parse("type=local,src=" + stage.path(layout)));
    try (CacheImporter importer = spec.open(Runs.plain())) {
      return importer.load().orElseThrow();
    }
  }
}
