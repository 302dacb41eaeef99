package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge request's cache becomes part of the default branch's. */
class PromoteTest {
  @TempDir private Path directory;
  private Stage stage;
  private String app;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("matrix-tool", "main");
    stage.layout("matrix-lint", "topic");
    app = stage.registry().reference("acme/app:cache");
    assertThat(GitLabJob.onMain(stage).run("export", "--dir=main", "--cache-to=" + app)).isZero();
    assertThat(GitLabJob.ofMergeRequest(stage).run("export", "--dir=topic", "--cache-to=" + app))
        .isZero();
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void theDefaultBranch_getsWhatTheMergeRequestBuiltBesidesItsOwn() {
    InProcess program = GitLabJob.onMain(stage);
    assertThat(promote(program)).as(program.err()).isZero();

    assertThat(program.out()).startsWith("saved: registry ").contains("acme/app:cache-main");
    String inspected = stage.program().runForOut("inspect", tag("cache-main"));
    assertThat(inspected)
        .contains("trust     default\n")
        .contains("refs/heads/main (default)")
        .contains("refs/pull/7 (default)")
        .contains("missing   nothing");
    assertThat(
            stage
                .program()
                .run(
                    "import",
                    "--min-trust=default",
                    "--fail-on-miss",
                    "--dir=there",
                    "--cache-from=" + tag("cache-main")))
        .isZero();
  }

  @Test
  void promotingOnceMore_changesNothing() {
    promote(GitLabJob.onMain(stage));
    var before = stage.registry().manifest("acme/app", "cache-main");

    InProcess again = GitLabJob.onMain(stage);
    assertThat(promote(again)).isZero();

    assertThat(again.out()).startsWith("unchanged: ");
    assertThat(stage.registry().manifest("acme/app", "cache-main")).isEqualTo(before);
  }

  @Test
  void blobsThatTheRegistryHas_areNotSentAgain() {
    InProcess program = GitLabJob.onMain(stage);
    promote(program);
    assertThat(program.out()).contains("(0 blobs moved");
  }

  @Test
  void blobsOfAnotherRepository_areMounted() {
    InProcess program = GitLabJob.onMain(stage);
    String other = stage.registry().reference("acme/other:cache");

    assertThat(program.run("promote", "-o=json", tag("cache-pr-7"), other)).isZero();

    // All but the smallest, with which the registry was asked whether it may be written.
    assertThat(program.out())
        .contains("\"blobs\":{\"moved\":3,")
        .contains("\"bytes\":{\"moved\":109}");
  }

  @Test
  void aMergeRequestItself_mayNotPromote() {
    var before = stage.registry().manifest("acme/app", "cache-main");
    InProcess named = GitLabJob.ofMergeRequest(stage);
    assertThat(named.run("promote", "--from-scope=pr-7", "--to-scope=main", app, app)).isEqualTo(5);
    assertThat(named.err())
        .contains("it is of trust tier default, and this job has only pull-request");
    InProcess literal = GitLabJob.ofMergeRequest(stage);
    assertThat(literal.run("promote", tag("cache-pr-7"), tag("cache-main"))).isEqualTo(5);
    assertThat(literal.err()).contains("it holds a cache of trust tier default");
    assertThat(stage.registry().manifest("acme/app", "cache-main")).isEqualTo(before);
  }

  @Test
  void aMergeRequestWithoutACache_isNothingToPromote() {
    InProcess program = GitLabJob.onMain(stage);
    assertThat(program.run("promote", "--from-scope=pr-8", "--to-scope=auto", app, app)).isZero();
    assertThat(program.err()).contains("nothing was promoted: there is no cache at registry ");
    assertThat(
            GitLabJob.onMain(stage)
                .run("promote", "--fail-on-miss", "--from-scope=pr-8", "--to-scope=auto", app, app))
        .isEqualTo(3);
  }

  @Test
  void aDryRun_showsBothPlacesAndChangesNothing() {
    var before = stage.registry().manifest("acme/app", "cache-main");
    InProcess program = GitLabJob.onMain(stage);
    assertThat(
            program.run("promote", "--dry-run", "--from-scope=pr-7", "--to-scope=auto", app, app))
        .isZero();
    assertThat(stage.stable(program.out()))
        .isEqualTo(
            """
            would read registry HOST/acme/app:cache-pr-7 (scope pr-7): there
            would write registry HOST/acme/app:cache-main (scope main): writable
            """);
    assertThat(stage.registry().manifest("acme/app", "cache-main")).isEqualTo(before);
  }

  @Test
  void promotionToAPlaceWithoutACache_makesOne() {
    assertThat(GitLabJob.onMain(stage).run("promote", tag("cache-pr-7"), "type=local,dest=there"))
        .isZero();
    assertThat(stage.program().runForOut("inspect", "type=local,src=there"))
        .contains("refs/pull/7 (default)");
  }

  private int promote(InProcess program) {
    return program.run("promote", "--from-scope=pr-7", "--to-scope=auto", app, app);
  }

  private String tag(String tag) {
    return stage.registry().reference("acme/app:" + tag);
  }
}
