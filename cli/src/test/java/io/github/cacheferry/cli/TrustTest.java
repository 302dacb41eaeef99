package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may replace which cache, and which caches are read. */
class TrustTest {
  @TempDir private Path directory;
  private Stage stage;
  private String app;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "job");
    stage.layout("matrix-tool", "other");
    app = stage.registry().reference("acme/app:shared");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void exportInCi_recordsWhoWrote() {
    assertThat(export(GitLabJob.onMain(stage), "job")).isZero();

    assertThat(stage.stable(stage.program().runForOut("inspect", app)))
        .contains("trust     default\n")
        .contains(
            "export    acme/app refs/heads/main (default) AGO"
                + " https://gitlab.example/acme/app/-/jobs/1\n");
  }

  @Test
  void exportOutsideOfCi_recordsNothing() {
    assertThat(export(stage.program(), "job")).isZero();

    assertThat(stage.program().runForOut("inspect", app)).doesNotContain("trust");
  }

  @Test
  void exportOfTheSameOnceMore_isUnchanged() {
    export(GitLabJob.onMain(stage), "job");
    InProcess again = GitLabJob.onMain(stage);
    assertThat(export(again, "job")).isZero();
    assertThat(again.out()).startsWith("unchanged:");
  }

  @Test
  void exportOfWhatWasImported_isUnchanged() {
    export(GitLabJob.onMain(stage), "job");
    InProcess next = GitLabJob.onMain(stage);
    assertThat(next.run("import", "--dir=brought", "--scope=none", "--cache-from=" + app)).isZero();

    InProcess again = GitLabJob.onMain(stage);
    assertThat(export(again, "brought")).isZero();
    assertThat(again.out()).startsWith("unchanged:");
  }

  @Test
  void mergeRequest_mayNotReplaceTheDefaultBranchsCache() {
    export(GitLabJob.onMain(stage), "job");
    var before = stage.registry().manifest("acme/app", "shared");
    int blobs = stage.registry().blobs("acme/app").size();

    InProcess program = GitLabJob.ofMergeRequest(stage);
    assertThat(export(program, "other")).isEqualTo(5);

    assertThat(program.out()).startsWith("refused: registry ");
    assertThat(program.err())
        .contains("it holds a cache of trust tier default, and this job has only pull-request");
    assertThat(stage.registry().manifest("acme/app", "shared")).isEqualTo(before);
    assertThat(stage.registry().blobs("acme/app")).hasSize(blobs);
  }

  @Test
  void migrationByAMergeRequest_mayNotReplaceItEither() {
    export(GitLabJob.onMain(stage), "job");
    assertThat(
            GitLabJob.ofMergeRequest(stage)
                .run("migrate", "--cache-from=type=local,src=other", "--cache-to=" + app))
        .isEqualTo(5);
  }

  @Test
  void defaultBranch_mayReplaceAMergeRequestsCache() {
    export(GitLabJob.ofMergeRequest(stage), "job");
    assertThat(export(GitLabJob.onMain(stage), "other")).isZero();
  }

  @Test
  void mergeRequest_mayNotNameTheDefaultBranchsScope() {
    InProcess program = GitLabJob.ofMergeRequest(stage);
    assertThat(program.run("export", "--dir=job", "--scope=main", "--cache-to=" + app))
        .isEqualTo(5);
    assertThat(
            program.run(
                "export", "--dir=job", "--scope=main", "--scope-by=image=a", "--cache-to=" + app))
        .isEqualTo(5);
    assertThat(program.err())
        .contains("it is of trust tier default, and this job has only pull-request");
    assertThat(stage.registry().manifest("acme/app", "shared-main")).isEmpty();
  }

  @Test
  void evenTheDefaultBranch_mayNotNameATagsScope() {
    InProcess program = GitLabJob.onMain(stage);
    assertThat(program.run("export", "--dir=job", "--scope=tag-v1", "--cache-to=" + app))
        .isEqualTo(5);
    assertThat(program.err()).contains("it is of trust tier release");
  }

  @Test
  void importWithMinTrust_readsWhatIsTrustedEnough() {
    export(GitLabJob.onMain(stage), "job");
    assertThat(restore("default")).isZero();
    assertThat(restore("release")).isEqualTo(3);
  }

  @Test
  void importWithMinTrust_readsNothingOfUnknownOrLesserWriters() {
    export(stage.program(), "job");
    assertThat(restore("fork")).isEqualTo(3);
    export(GitLabJob.ofMergeRequest(stage), "job");
    assertThat(restore("pull-request")).isZero();
    assertThat(restore("branch")).isEqualTo(3);
  }

  @Test
  void migrationWithMinTrust_isRefused() {
    export(GitLabJob.ofMergeRequest(stage), "job");
    InProcess program = stage.program();
    assertThat(
            program.run(
                "migrate",
                "--min-trust=default",
                "--cache-from=" + app,
                "--cache-to=type=local,dest=there"))
        .isEqualTo(5);
    assertThat(program.err())
        .contains("its writers have only the trust tier pull-request")
        .contains("--min-trust asks for default");
    assertThat(stage.path("there")).doesNotExist();
  }

  @Test
  void anUnknownTier_isAUsageError() {
    assertThat(
            stage.program().run("import", "--min-trust=high", "--cache-from=" + app, "--dir=there"))
        .isEqualTo(2);
  }

  private int export(InProcess program, String dir) {
    return program.run("export", "--dir=" + dir, "--scope=none", "--cache-to=" + app);
  }

  private int restore(String minTrust) {
    return stage
        .program()
        .run(
            "import",
            "--dir=restored-" + minTrust,
            "--fail-on-miss",
            "--min-trust=" + minTrust,
            "--cache-from=" + app);
  }
}
