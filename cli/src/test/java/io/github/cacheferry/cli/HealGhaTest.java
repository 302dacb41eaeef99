package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.serve.TokenForge;
import io.github.cacheferry.testing.ActionsEntries;
import io.github.cacheferry.testing.FakeActionsCache;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches in the Actions cache that lost entries. */
class HealGhaTest {
  @TempDir private Path directory;
  private Stage stage;
  private FakeActionsCache fake;
  private String token = "";
  private String lost = "";

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    fake = FakeActionsCache.start(directory.resolve("served"));
    token = fake.forge().grant(ActionsEntries.FIXTURE_REF, TokenForge.READ_WRITE).unsigned();
    lost =
        ActionsEntries.fixtures().stream()
            .map(ActionsEntries.Fixture::key)
            .filter(key -> key.startsWith("buildkit-blob-"))
            .sorted()
            .findFirst()
            .orElseThrow();
    try (var entries = ActionsEntries.of(fake, token)) {
      for (ActionsEntries.Fixture each : ActionsEntries.fixtures()) {
        if (!each.key().equals(lost)) {
          entries.put(each.key(), each.payload());
        }
      }
    }
  }

  @AfterEach
  void tearDown() throws IOException {
    fake.close();
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatNeedsAnEvictedBlobIsLeftOut(int version) throws IOException {
    String spec = ActionsEntries.spec(fake, version, token, ",scope=app");
    assertThat(stage.program().run("verify", spec)).isEqualTo(6);
    int entries = ActionsEntries.keys(fake, ActionsEntries.FIXTURE_REF).size();
    InProcess program = stage.program();
    assertThat(program.run("heal", spec)).as(program.err()).isZero();
    assertThat(program.out()).startsWith("healed: gha scope app ").contains(blob());
    assertThat(stage.program().run("verify", spec)).isZero();
    assertThat(ActionsEntries.keys(fake, ActionsEntries.FIXTURE_REF)).hasSize(entries + 1);
    InProcess again = stage.program();
    assertThat(again.run("heal", spec)).isZero();
    assertThat(again.out()).startsWith("sound: ");
  }

  @Test
  void import_bringsTheRest() throws IOException {
    String spec = ActionsEntries.spec(fake, 2, token, ",scope=app");
    InProcess program = stage.program();
    assertThat(program.run("import", "--cache-from=" + spec, "--dir=job")).isZero();
    assertThat(program.err()).contains("1 blob missing or of no use (" + blob());
    assertThat(stage.program().run("verify", "type=local,src=job")).isZero();
  }

  @Test
  void aTokenThatMayNotWrite_skips() throws IOException {
    String readOnly = fake.forge().grant(ActionsEntries.FIXTURE_REF, TokenForge.READ).unsigned();
    InProcess program = stage.program();
    assertThat(program.run("heal", ActionsEntries.spec(fake, 2, readOnly, ",scope=app"))).isZero();
    assertThat(program.out()).startsWith("skipped-readonly: ");
  }

  @Test
  void aPackedCacheIsSoundOrSaysWhatItNeeds() throws IOException {
    stage.layout("max-image-manifest", "cache");
    String plain = ActionsEntries.spec(fake, 2, token, ",scope=packed");
    String packed = plain + ",pack=true";
    assertThat(
            stage
                .program()
                .run("migrate", "--cache-from=type=local,src=cache", "--cache-to=" + packed))
        .isZero();
    InProcess program = stage.program();
    assertThat(program.run("heal", packed)).isZero();
    assertThat(program.out()).startsWith("sound: ");
  }

  private String blob() {
    return lost.substring(lost.indexOf("sha256:"));
  }
}
