package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  @TempDir private Path directory;
  private Stage stage;
  private String target;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "job");
    target = "--cache-to=" + stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void theCacheOfTheDirectoryIsSaved() {
    InProcess program = stage.program();
    assertThat(program.run("export", "--dir=job", target, "-o=json", "-q")).isZero();
    Golden.check("export.json", stage.stable(program.out()));
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
  }

  @Test
  void theDirectoryMayComeFromTheEnvironment() {
    assertThat(stage.program().with("CACHEFERRY_DIR", "job").run("export", target)).isZero();
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
  }

  @Test
  void aFailedSaveIsAWarning() throws Exception {
    Files.writeString(stage.path("file"), "no directory");
    InProcess program = stage.program();
    assertThat(program.run("export", "--dir=job", "--cache-to=type=local,dest=file")).isZero();
    assertThat(program.out()).startsWith("failed: local ");
    assertThat(program.err()).startsWith("warning: could not ");
  }

  @Test
  void aFailedSaveIsAFailureIfAskedFor() throws Exception {
    Files.writeString(stage.path("file"), "no directory");
    assertThat(
            stage
                .program()
                .run("export", "--dir=job", "--cache-to=type=local,dest=file", "--on-error=fail"))
        .isEqualTo(1);
    assertThat(
            stage
                .program()
                .run(
                    "export",
                    "--dir=job",
                    target,
                    "--cache-to=type=local,dest=file",
                    "--on-error=fail"))
        .isEqualTo(4);
  }

  @Test
  void aStepWithoutTheCacheServiceIsAFailedSaveAndANonsensicalSpecIsNot() {
    InProcess program = stage.program();
    assertThat(program.run("export", "--dir=job", "--cache-to=type=gha", target)).isZero();
    assertThat(program.out()).startsWith("failed: type=gha\nsaved: registry ");
    assertThat(program.err()).contains("warning: could not find the GitHub Actions cache");
    assertThat(stage.program().run("export", "--dir=job", "--cache-to=type=gha", "--on-error=fail"))
        .isEqualTo(2);
    assertThat(
            stage
                .program()
                .run("export", "--dir=job", "--cache-to=a.io/b@sha256:" + "0".repeat(64)))
        .isEqualTo(2);
  }

  @Test
  void aReadOnlyTargetIsSkipped() {
    stage.registry().auth().token("me", "hunter22");
    stage.registry().auth().allowAnonymousPull();
    InProcess program = stage.program();
    assertThat(program.run("export", "--dir=job", target)).isZero();
    assertThat(program.out()).startsWith("skipped-readonly: registry ");
    assertThat(program.err()).contains("warning: did not save to registry ");
  }

  @Test
  void withoutACacheThereIsNothingToSave() {
    InProcess program = stage.program();
    assertThat(program.run("export", "--dir=nothing", target, "-o=json")).isZero();
    Golden.check("export-nothing.json", stage.stable(program.out()));
    assertThat(program.err()).startsWith("warning: nothing was saved: there is no cache at ");
    assertThat(stage.program().run("export", "--dir=nothing", target, "--on-error=fail"))
        .isEqualTo(1);
    assertThat(stage.registry().requests())
        .allSatisfy(request -> assertThat(request.method()).isEqualTo("GET"));
  }

  @Test
  void aDirectoryThatCannotBeReadIsAWarningToo() throws Exception {
    Files.writeString(stage.path("job/index.json"), "{");
    InProcess program = stage.program();
    assertThat(program.run("export", "--dir=job", target, "-o=json")).isZero();
    assertThat(program.out()).contains("\"outcome\":\"failed\"");
    assertThat(program.err()).startsWith("warning: could not ");
    assertThat(stage.program().run("export", "--dir=job", target, "--on-error=fail")).isEqualTo(6);
  }
}
