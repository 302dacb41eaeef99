package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was read from the environment or a spec as a secret stays there. */
class SecretsTest {
  private static final String PASSWORD = "correct-horse-battery";

  @TempDir private Path directory;

  @Test
  void aPasswordIsShownNeitherOnSuccessNorOnFailure() {
    try (var stage = new Stage(directory)) {
      stage.layout("max-image-manifest", "cache");
      String target = "--cache-to=" + stage.registry().reference("acme/app:cache");
      for (String needed : new String[] {PASSWORD, "another"}) {
        stage.registry().auth().token("me", needed);
        InProcess program = stage.program().with("DOCKER_AUTH_CONFIG", config(stage));
        int code = program.run("migrate", "--cache-from=type=local,src=cache", target, "--debug");
        assertThat(code).as(program.err()).isEqualTo(needed.equals(PASSWORD) ? 0 : 1);
        assertThat(program.out() + program.err()).doesNotContain(PASSWORD).doesNotContain(basic());
      }
    }
  }

  @Test
  void aSecretInASpecIsMaskedWhereverItTurnsUp() {
    var program = new InProcess().in(directory);
    program.run("inspect", "type=unknown,token=" + PASSWORD + ",scope=x", "--debug");
    assertThat(program.err()).contains("token=***").doesNotContain(PASSWORD);
  }

  @Test
  void aSecretAtAPlaceWhereNoSpecBelongsIsMaskedToo() {
    String spec = "type=gha,token=" + PASSWORD;
    var program = new InProcess().in(directory);
    program.run("import", "--cache-from=a/b", spec);
    program.run("import", "--jobs", spec);
    program.run("config", spec);
    program.run("completion", spec);
    program.run("serve", spec);
    program.run(spec);
    program.run("import", "--cache-from", "type=gha,tokn=" + PASSWORD);
    program.run("inspect", "me:" + PASSWORD + "@ghcr.io/acme/app");
    program.run("inspect", "type=registry,rf=me:" + PASSWORD + "@ghcr.io/acme/app");
    assertThat(program.err()).contains("***").doesNotContain(PASSWORD);
  }

  private static String config(Stage stage) {
    return "{\"auths\":{\"" + stage.registry().host() + "\":{\"auth\":\"" + basic() + "\"}}}";
  }

  private static String basic() {
    return Base64.getEncoder().encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  }
}
