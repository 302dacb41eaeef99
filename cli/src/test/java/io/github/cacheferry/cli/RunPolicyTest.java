package io.github.cacheferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What run brings and saves, and when; around a docker that copies a cache to where it is told. */
class RunPolicyTest {
  private static final String DOCKER =
      """
      #!/bin/sh
      case "$*" in *--print*) echo '{"target":{"a":{},"b":{}}}'; exit 0 ;; esac
      printf '%s\\n' "$@" >arguments
      for word; do
        case $word in
          *type=local,dest=*)
            to=${word#*dest=}
            to=${to%%,*}
            mkdir -p "$to"
            [ -z "$CACHE" ] || cp -r "$CACHE/." "$to/" ;;
        esac
      done
      exit "$CODE"
      """;

  @TempDir private Path directory;
  private Stage stage;
  private String reference;

  @BeforeEach
  void setUp() throws IOException {
    stage = new Stage(directory);
    stage.layout("max-image-manifest", "fixture");
    stage.script("docker", DOCKER);
    reference = stage.registry().reference("acme/app:cache");
  }

  @AfterEach
  void tearDown() {
    stage.close();
  }

  @Test
  void saveOnAlways_savesWhatAFailedBuildWroteAndKeepsItsExitCode() {
    InProcess program = program(7, "fixture");
    assertThat(run(program, "--cache-to", reference, "--save-on=always")).isEqualTo(7);
    assertThat(program.err()).contains("saved: registry ");
    assertThat(manifest()).isPresent();
    InProcess good = program(0, "fixture");
    assertThat(run(good, "--cache-to", reference, "--save-on=always")).isZero();
    assertThat(good.err()).contains("registry ");
  }

  @Test
  void saveOnFailure_savesNothingOfAGoodBuild() {
    InProcess program = program(0, "fixture");
    assertThat(run(program, "--cache-to", reference, "--save-on", "failure")).isZero();
    assertThat(manifest()).isEmpty();
    assertThat(run(program(1, "fixture"), "--cache-to", reference, "--save-on=failure"))
        .isEqualTo(1);
    assertThat(manifest()).isPresent();
  }

  @Test
  void aFailedBuildThatWroteNothingLeavesTheTargetAlone() {
    assertThat(run(program(0, "fixture"), "--cache-to", reference)).isZero();
    byte[] before = manifest().orElseThrow();
    InProcess failing = program(3, "");
    assertThat(
            run(
                failing,
                "--cache-from",
                reference,
                "--cache-to",
                reference + "-other",
                "--save-on=always"))
        .isEqualTo(3);
    assertThat(failing.err())
        .endsWith("nothing was saved: the build's Dockerfile is no file here\n")
        .doesNotContain("warning");
    assertThat(stage.registry().manifest("acme/app", "cache-other")).isEmpty();
    assertThat(manifest().orElseThrow()).isEqualTo(before);
  }

  @Test
  void whatAnEarlierRunLeftIsNotTheCacheOfABuildThatWroteNothing() {
    assertThat(run(program(0, "fixture"), "--cache-to", reference)).isZero();
    String other = reference + "-other";
    InProcess program = program(0, "");
    assertThat(run(program, "--cache-from", reference, "--cache-to", other, "-ojson")).isZero();
    assertThat(program.err())
        .containsOnlyOnce("warning: ")
        .contains(
            "warning: nothing was saved: the build left no cache in " + stage.path("cache") + "\n",
            "\"outcome\":\"skipped-no-cache\"");
    assertThat(run(program(0, ""), "--cache-to", other, "--on-error=fail")).isEqualTo(1);
    assertThat(stage.registry().manifest("acme/app", "cache-other")).isEmpty();
  }

  @Test
  void aBakeThatLeavesNoCacheSaysSoOnce() {
    InProcess program = program(0, "");
    List<String> options = List.of("--dir=cache", "--cache-to", reference);
    assertThat(program.run(words(options, "buildx", "bake"))).isZero();
    assertThat(program.err())
        .isEqualTo(
            "warning: nothing was saved: the build left no cache in "
                + stage.path("cache-targets")
                + "\n");
    assertThat(manifest()).isEmpty();
  }

  @Test
  void aTargetOfABakeThatLeavesNoCacheIsTold() throws IOException {
    Files.writeString(
        stage.path("docker"), DOCKER.replace("[ -z \"$CACHE\" ]", "[ ${to##*/} = b ]"));
    InProcess program = program(0, "fixture");
    List<String> options = List.of("--dir=cache", "--cache-to", reference);
    assertThat(program.run(words(options, "buildx", "bake"))).isZero();
    assertThat(program.err())
        .containsOnlyOnce("warning: ")
        .contains("the build left no cache in " + stage.path("cache-targets/b") + "; the rest is")
        .contains("saved: registry ");
  }

  @Test
  void ofABakeThatFailsTheTargetsThatWroteAreAdded() throws IOException {
    assertThat(run(program(0, "fixture"), "--cache-to", reference)).isZero();
    Files.createDirectories(stage.path("cache-targets/a"));
    InProcess failing = program(1, "fixture");
    assertThat(
            failing.run(
                words(
                    List.of("--dir=cache", "--cache-to", reference, "--save-on=always"),
                    "buildx",
                    "bake")))
        .isEqualTo(1);
    assertThat(failing.err()).contains("registry ").doesNotContain("warning");
  }

  @Test
  void merge_addsToWhatIsThere() {
    stage.layout("multi-platform", "other");
    assertThat(run(program(0, "fixture"), "--cache-to", reference)).isZero();
    InProcess program = program(0, "other");
    assertThat(run(program, "--cache-to", reference, "--merge", "--target=api")).isZero();
    assertThat(program.err()).contains("with what was there");
  }

  @Test
  void aMissEndsTheRunWhereThatIsAskedFor() {
    InProcess program = program(0, "fixture");
    assertThat(run(program, "--cache-from", reference, "--fail-on-miss")).isEqualTo(3);
    assertThat(stage.path("arguments")).doesNotExist();
  }

  @Test
  void aBuildThatChangedNothingCostsOneRequestMore() {
    String[] both = {"--cache-from", reference, "--cache-to", reference};
    for (int i = 0; i < 2; i++) {
      assertThat(run(inCi(), both)).isZero();
    }
    stage.registry().clearLog();
    InProcess third = inCi();
    assertThat(run(third, both)).isZero();
    assertThat(third.err()).contains("unchanged: registry ");
    assertThat(stage.registry().requests())
        .extracting(request -> request.line().replaceAll("sha256:.*", "…"))
        .containsExactly(
            "GET /v2/acme/app/manifests/cache-main", "GET /v2/acme/app/manifests/cache-main");
  }

  @Test
  void withoutATargetTheBuildExportsNothing() throws IOException {
    assertThat(run(program(0, "fixture"), "--cache-from", reference)).isZero();
    assertThat(arguments()).containsExactly("build", ".");
  }

  @Test
  void dryRun_showsWhatWouldBeReadRunAndWritten() {
    InProcess program = program(0, "fixture");
    assertThat(run(program, "--cache-from", reference, "--cache-to", reference, "--dry-run"))
        .isZero();
    assertThat(stage.stable(program.out()))
        .isEqualTo(
            """
            would read registry HOST/acme/app:cache: none
            would run DIR/docker build --cache-from type=local,src=DIR/cache --cache-to\
             type=local,dest=DIR/cache,mode=max,ignore-error=true .
            would write registry HOST/acme/app:cache: writable
            """);
    assertThat(stage.path("arguments")).doesNotExist();
    InProcess json = program(0, "fixture");
    assertThat(run(json, "--cache-to", reference, "--dry-run", "-ojson")).isZero();
    assertThat(json.out()).contains("\"run\":[\"" + stage.path("docker") + "\",\"build\",");
  }

  @Test
  void direct_givesTheBuilderTheSpecsThatItKnowsAndKeepsDirectories() throws IOException {
    InProcess program = program(0, "fixture").with("ACTIONS_RUNTIME_TOKEN", "a-long-secret");
    assertThat(
            run(
                program,
                "--direct",
                "--scope=main",
                "--cache-from=ghcr.io/acme/app:cache",
                "--cache-from=type=local,src=kept",
                "--cache-to=type=gha",
                "--cache-to=type=s3,region=eu,bucket=b,mode=min,name=a;b",
                "--cache-to=type=local,dest=kept"))
        .isZero();
    assertThat(arguments())
        .containsExactly(
            "build",
            "--cache-from",
            "type=registry,ref=ghcr.io/acme/app:cache-main",
            "--cache-to",
            "type=local,dest=" + stage.path("cache") + ",mode=max,ignore-error=true",
            "--cache-to",
            "type=gha,scope=cache-main,mode=max,ignore-error=true",
            "--cache-to",
            "type=s3,region=eu,bucket=b,mode=min,name=a-main;b-main,ignore-error=true",
            ".");
    assertThat(program.err()).contains("saved: local " + stage.path("kept:cache-main"));
  }

  @Test
  void direct_leavesFailuresToTheBuildWhereTheyAreToFailIt() throws IOException {
    InProcess program = program(0, "fixture");
    assertThat(
            run(program, "--direct", "--on-error=fail", "--mode=min", "--cache-to", "a.io/b:cache"))
        .isZero();
    assertThat(arguments())
        .containsExactly("build", "--cache-to", "type=registry,ref=a.io/b:cache,mode=min", ".");
    assertThat(program.err()).isEmpty();
  }

  @Test
  void direct_refusesWhatTheBuilderDoesNotKnowOrMustNotBeTold() {
    refused(
        "its attribute pack is one that only cacheferry knows", "--cache-to=type=gha,pack=true");
    refused(
        "the build takes ACTIONS_RUNTIME_TOKEN from its environment",
        "--cache-from=type=gha,token=a-long-secret");
    refused(
        "Leave repository and ghtoken out",
        "--cache-to=type=gha,repository=a/b,ghtoken=a-long-secret");
    refused("AWS_SECRET_ACCESS_KEY", "--cache-to=type=s3,secret_access_key=a-long-secret");
    refused("AZURE_CLIENT_ID", "--cache-from=type=azblob,secret_access_key=a-long-secret");
    refused(
        "its attribute account_url has credentials in it",
        "--cache-to=type=azblob,account_url=https://a.example/?sig=a-long-secret");
    refused("has credentials in it", "--cache-to=type=gha,url=https://me:a-long-secret@a.example/");
    refused("could not use --merge with --direct", "--cache-to=a.io/b:c", "--merge");
    refused("could not use --fail-on-miss with", "--cache-from=a.io/b:c", "--fail-on-miss");
    refused("could not use --save-on with", "--cache-to=a.io/b:c", "--save-on=always");
    refused("has no attribute \"reff\"", "--cache-from=type=registry,reff=a.io/b:c");
    InProcess bake = program(0, "");
    assertThat(
            bake.run(
                words(List.of("--direct", "--cache-to=a.io/b:c", "--dir=cache"), "buildx", "bake")))
        .isEqualTo(2);
    assertThat(bake.err()).contains("each target would replace the others' cache");
  }

  @Test
  void direct_savesNothingWhereTheJobsScopeIsNotKnown() throws IOException {
    InProcess program = program(0, "").with("JENKINS_URL", "https://ci.example/");
    assertThat(run(program, "--direct", "--cache-from=a.io/b:c", "--cache-to=a.io/b:c")).isZero();
    assertThat(arguments())
        .containsExactly("build", "--cache-from", "type=registry,ref=a.io/b:c", ".");
    assertThat(program.err()).contains("Nothing is saved, and the specs are read as they are.");
  }

  @Test
  void print_masksTheSecretsOfTheCommandsOwnSpecs() {
    InProcess program = program(0, "");
    assertThat(
            program.run(
                words(
                    List.of("--dir=cache", "--print"),
                    "build",
                    "--cache-to=type=gha,token=a-long-secret",
                    ".")))
        .isZero();
    assertThat(program.out())
        .isEqualTo(stage.path("docker") + " build --cache-to=type=gha,token=*** .\n");
  }

  private void refused(String reason, String... options) {
    InProcess program = program(0, "");
    var all = new ArrayList<String>(List.of("--direct"));
    all.addAll(Arrays.asList(options));
    assertThat(run(program, all.toArray(String[]::new))).as(reason).isEqualTo(2);
    assertThat(program.err()).contains(reason).doesNotContain("a-long-secret");
    assertThat(stage.path("arguments")).doesNotExist();
  }

  private Optional<byte[]> manifest() {
    return stage.registry().manifest("acme/app", "cache");
  }

  private InProcess program(int code, String cache) {
    return stage
        .program()
        .with("PATH", "/usr/bin:/bin")
        .with("CODE", Integer.toString(code))
        .with("CACHE", cache);
  }

  /** The record of who wrote differs from run to run, and is no change. */
  private InProcess inCi() {
    return program(0, "fixture")
        .with("GITLAB_CI", "true")
        .with("CI_COMMIT_BRANCH", "main")
        .with("CI_DEFAULT_BRANCH", "main")
        .with("CI_PIPELINE_URL", "https://ci.example/" + System.nanoTime());
  }

  private int run(InProcess program, String... options) {
    var all = new ArrayList<String>(List.of("--dir=cache"));
    all.addAll(Arrays.asList(options));
    return program.run(words(all, "build", "."));
  }

  private String[] words(List<String> options, String... build) {
    var words = new ArrayList<String>(List.of("run"));
    words.addAll(options);
    words.addAll(List.of("--", stage.path("docker").toString()));
    words.addAll(List.of(build));
    return words.toArray(String[]::new);
  }

  private List<String> arguments() throws IOException {
    return Files.readAllLines(stage.path("arguments"));
  }
}
