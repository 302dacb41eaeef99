package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cli.workflow.RunnerRules;
import io.github.cacheferry.testing.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tags a job in CI reads and writes. */
class ScopeTest {
  private static final String DIGEST =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir private Path directory;
  private Stage stage;
  private String app;

  @BeforeEach
  void setUp() {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "job");
    app = stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void scope_showsWhatWasDerivedAndWhy() {
    InProcess program = mergeRequest();
    int code =
        program.run("scope", "ghcr.io/acme/app", "type=local,src=d", "type=gha,scope=app,mode=max");
    assertThat(code).isZero();
    Golden.check("scope.txt", program.out());
    assertThat(program.err()).isEmpty();
  }

  @Test
  void scope_asJson() {
    Golden.check(
        "scope.json",
        mergeRequest()
            .runForOut("scope", "-o=json", "--scope-by=platform=linux/arm64,image=api", "h/app:t"));
  }

  @Test
  void scope_withoutACi() {
    Golden.check("scope-nowhere.txt", stage.program().runForOut("scope", "h/app@" + DIGEST));
  }

  @Test
  void scope_withANameOfOnesOwn() {
    InProcess program = mergeRequest();
    program.run("scope", "--scope=nightly", "h/app");
    assertThat(program.out())
        .contains("own       nightly\n")
        .contains("  reads   type=registry,ref=h/app:cache-nightly\n  writes  ")
        .doesNotContain("release");
  }

  @Test
  void export_writesToTheOwnScopeOnly() {
    InProcess program = mergeRequest();
    assertThat(program.run("export", "--dir=job", "--cache-to=" + app)).isZero();
    assertThat(stage.registry().manifest("acme/app", "cache-pr-7")).isPresent();
    assertThat(stage.registry().manifest("acme/app", "cache")).isEmpty();
  }

  @Test
  void import_fallsBackFromTheOwnScopeToTheTargetsToTheDefaultBranchs() {
    put("cache-main");
    assertImports("main");
    put("cache-release-2-" + hash("release/2"));
    assertImports("release/2");
    put("cache-pr-7");
    assertImports("pr-7");
  }

  private void put(String tag) {
    String to = "--cache-to=" + stage.registry().reference("acme/app:" + tag);
    assertThat(stage.program().run("migrate", "--cache-from=type=local,src=job", to)).isZero();
  }

  private void assertImports(String scope) {
    InProcess program = mergeRequest();
    program.run("import", "--cache-from=" + app, "--dir=out", "-o=json");
    assertThat(program.out()).contains("\"matchedScope\":\"" + scope + "\"");
  }

  private static String hash(String name) {
    String slug = new io.github.cacheferry.scope.ScopeName(name).slug();
    return slug.substring(slug.lastIndexOf('-') + 1);
  }

  @Test
  void import_onGitHubTellsTheMatchedScope() throws IOException {
    put("cache-main");
    InProcess program =
        stage
            .program()
            .with("GITHUB_ACTIONS", "true")
            .with("GITHUB_EVENT_NAME", "push")
            .with("GITHUB_REF", "refs/heads/main")
            .with("GITHUB_OUTPUT", stage.path("output").toString());
    assertThat(program.run("import", "--cache-from=" + app, "--dir=out")).isZero();
    assertThat(RunnerRules.values(Files.readString(stage.path("output"))))
        .containsEntry("cache-matched-scope", "main")
        .containsEntry("cache-hit", "true");
  }

  @Test
  void nothingIsScopedOutsideOfCiOrIfNotWanted() {
    stage.program().with("CI", "true").run("export", "--dir=job", "--cache-to=" + app);
    assertThat(stage.registry().manifest("acme/app", "cache")).isPresent();
    mergeRequest().run("export", "--dir=job", "--scope=none", "--cache-to=" + app + "2");
    assertThat(stage.registry().manifest("acme/app", "cache2")).isPresent();
    mergeRequest().run("migrate", "--cache-from=type=local,src=job", "--cache-to=" + app + "3");
    assertThat(stage.registry().manifest("acme/app", "cache3")).isPresent();
  }

  @Test
  void aNameOfOnesOwnCountsEverywhere() {
    stage.program().run("export", "--dir=job", "--scope=nightly", "--cache-to=" + app);
    assertThat(stage.registry().manifest("acme/app", "cache-nightly")).isPresent();
    assertThat(stage.program().run("inspect", "--scope=nightly", app)).isZero();
    assertThat(stage.program().run("verify", "--scope=nightly", app)).isZero();
    assertThat(stage.program().run("verify", app)).isEqualTo(1);
    String to = "--cache-to=type=local,dest=moved,tag=x";
    assertThat(
            stage.program().run("migrate", "--scope=nightly", "--cache-from=" + app, to, "-o=json"))
        .isZero();
    assertThat(stage.program().run("verify", "type=local,src=moved,tag=x-nightly")).isZero();
  }

  @Test
  void withoutAKnownScopeReadsGoOnAndASaveIsRefusedSoftly() {
    put("cache");
    InProcess reading = stage.program().with("GITLAB_CI", "true");
    assertThat(reading.run("import", "--cache-from=" + app, "--dir=out")).isZero();
    assertThat(reading.err()).contains("warning: could not find the job's scope").contains("rest");
    InProcess writing = stage.program().with("GITLAB_CI", "true");
    assertThat(writing.run("export", "--dir=job", "--cache-to=" + app + "2", "-o=json")).isZero();
    assertThat(writing.err()).contains("--scope NAME");
    assertThat(writing.out()).contains("\"outcome\":\"failed\"");
    assertThat(stage.registry().manifest("acme/app", "cache2")).isEmpty();
    InProcess strict = stage.program().with("GITLAB_CI", "true");
    assertThat(strict.run("export", "--dir=job", "--cache-to=" + app, "--on-error=fail"))
        .isEqualTo(2);
    assertThat(stage.program().run("inspect", "--scope=auto", app)).isEqualTo(2);
  }

  @Test
  void dryRun_showsPlacesAndMovesNothing() {
    put("cache-main");
    int asked = stage.registry().requests().size();
    String before = stage.registry().manifest("acme/app", "cache-main").toString();
    stage.registry().fail(9, ".*manifests/cache-pr-7", Fault.Status.of(403));
    InProcess importing = mergeRequest();
    assertThat(importing.run("import", "--dry-run", "--cache-from=" + app, "--dir=out")).isZero();
    Golden.check("dry-run-import.txt", stage.stable(importing.out()));
    assertThat(stage.path("out")).doesNotExist();

    InProcess exporting = mergeRequest();
    String[] both = {
      "export",
      "--dry-run",
      "--dir=job",
      "--cache-to=" + app,
      "--cache-to=type=local,dest=new",
      "-o=json"
    };
    assertThat(exporting.run(both)).isZero();
    Golden.check("dry-run-export.json", stage.stable(exporting.out()));
    assertThat(stage.path("new")).doesNotExist();
    assertThat(stage.registry().manifest("acme/app", "cache-main").toString()).isEqualTo(before);
    assertThat(stage.registry().requests().stream().skip(asked))
        .extracting(request -> request.method())
        .doesNotContain("PUT", "PATCH");
  }

  @Test
  void dryRun_ofAMigrationToldNoByTheTarget() {
    stage.registry().auth().token("me", "hunter22");
    stage.registry().auth().allowAnonymousPull();
    InProcess program = stage.program();
    String from = "--cache-from=type=local,src=job";
    assertThat(program.run("migrate", "--dry-run", from, "--cache-to=" + app)).isZero();
    assertThat(program.out())
        .contains("would read local ")
        .contains(": there\n")
        .contains(": read-only, ");
  }

  @Test
  void senselessScopesAreUsageErrors() {
    assertUsage("there is no key \"plattform\". Did you mean platform?", "--scope-by=plattform");
    assertUsage("image needs a value. Write image=NAME.", "--scope-by=image");
    assertUsage("matrix needs a value", "--scope-by=matrix");
    assertUsage("image is given twice", "--scope-by=image=a,image=b");
    assertUsage("target has no value that could be a name", "--scope-by=target=");
    assertUsage("the name is empty", "--scope=");
    InProcess nowhere = stage.program();
    assertThat(nowhere.run("inspect", "h/app", "--scope-by=plattform")).isEqualTo(2);
    assertThat(nowhere.err()).contains("Did you mean platform?");
    InProcess digest = mergeRequest();
    assertThat(digest.run("export", "--dir=job", "--cache-to=h/app@" + DIGEST)).isEqualTo(2);
    assertThat(digest.err()).contains("Leave out the digest");
    InProcess twice = mergeRequest();
    assertThat(twice.run("export", "--cache-to=h/app", "--cache-to=h/app:cache")).isEqualTo(2);
    assertThat(twice.err()).contains("it is given twice");
  }

  @Test
  void aMatrixCellIsToldByTheSystemWhereItCan() {
    InProcess program = mergeRequest().with("CI_JOB_NAME", "build: [amd64]");
    program.run("scope", "-o=json", "--scope-by=matrix");
    assertThat(program.out()).contains("\"own\":\"pr-7:matrix=build%3A [amd64]\"");
  }

  private void assertUsage(String message, String option) {
    InProcess program = stage.program();
    assertThat(program.run("scope", option)).as(option).isEqualTo(2);
    assertThat(program.err()).contains(message);
  }

  private InProcess mergeRequest() {
    return stage
        .program()
        .with("GITLAB_CI", "true")
        .with("CI_PROJECT_PATH", "acme/app")
        .with("CI_PIPELINE_SOURCE", "merge_request_event")
        .with("CI_JOB_URL", "https://gitlab.example/acme/app/-/jobs/1")
        .with("CI_DEFAULT_BRANCH", "main")
        .with("CI_MERGE_REQUEST_IID", "7")
        .with("CI_MERGE_REQUEST_PROJECT_PATH", "acme/app")
        .with("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "eve/app")
        .with("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature/x")
        .with("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "release/2");
  }
}
