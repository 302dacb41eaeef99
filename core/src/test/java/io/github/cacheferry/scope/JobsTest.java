package io.github.cacheferry.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JobsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @MethodSource("table")
  void aJobIsWhatItsEnvironmentTells(CiTable.Case situation) throws IOException {
    Job job = Jobs.detect(situation.environmentIn(directory), directory);
    assertThat(job.system()).isEqualTo(situation.expected("system").orElseThrow());
    assertThat(job.branch()).as("branch").isEqualTo(situation.expected("branch"));
    assertThat(job.tag()).as("tag").isEqualTo(situation.expected("tag"));
    assertThat(job.pullRequest()).as("number").isEqualTo(situation.expected("pullRequest"));
    assertThat(job.target()).as("target").isEqualTo(situation.expected("target"));
    assertThat(job.defaultBranch()).as("default").isEqualTo(situation.expected("default"));
    assertThat(job.tier().wire()).as("tier").isEqualTo(situation.expected("tier").orElseThrow());
    assertThat(job.scopes().map(scopes -> scopes.own().text()))
        .as("own")
        .isEqualTo(situation.expected("own"));
    assertThat(job.scopes().map(Scopes::reads).orElse(List.of()).stream().map(ScopeName::text))
        .containsExactlyElementsOf(situation.reads());
    assertThat(job.why()).extracting(Job.Reason::about).contains("system", "own", "tier");
  }

  static List<CiTable.Case> table() throws IOException {
    return CiTable.read();
  }

  @Test
  void everySystemIsInTheTable() throws IOException {
    assertThat(table())
        .extracting(situation -> situation.expected("system").orElseThrow())
        .contains(
            "github",
            "gitea",
            "forgejo",
            "gitlab",
            "jenkins",
            "circleci",
            "buildkite",
            "azure",
            "bitbucket",
            "git");
  }

  @Test
  void withoutACiTheCheckoutTellsTheBranch_whichIsNotTrustedFurther() throws IOException {
    checkout("ref: refs/heads/main\n");
    Path inside = Files.createDirectories(directory.resolve("a/b"));
    Job job = Jobs.detect(Map.of(), inside);
    assertThat(job.isCi()).isFalse();
    assertThat(job.branch()).contains("main");
    assertThat(job.tier()).isEqualTo(TrustTier.BRANCH);
    assertThat(job.scopes())
        .contains(
            new Scopes(
                new ScopeName("main"), Optional.empty(), Optional.of(new ScopeName("main"))));
  }

  @Test
  void withoutACi_aCheckoutOfACommitOrNoneTellsNothing() throws IOException {
    assertThat(Jobs.detect(Map.of(), directory).scopes()).isEmpty();
    checkout("0123456789abcdef0123456789abcdef01234567\n");
    assertThat(Jobs.detect(Map.of(), directory).scopes()).isEmpty();
    checkout("ref: refs/heads/.invalid\n"); // a repository with reftable
    assertThat(Jobs.detect(Map.of(), directory).scopes()).isEmpty();
  }

  @Test
  void theCheckoutTellsTheDefaultBranch_whereTheSystemDoesNot() throws IOException {
    checkout("0123456789abcdef0123456789abcdef01234567\n");
    var bitbucket = Map.of("BITBUCKET_BUILD_NUMBER", "1", "BITBUCKET_BRANCH", "main");
    assertThat(Jobs.detect(bitbucket, directory).tier()).isEqualTo(TrustTier.DEFAULT);
    var feature = Map.of("BITBUCKET_BUILD_NUMBER", "1", "BITBUCKET_BRANCH", "x");
    Job job = Jobs.detect(feature, directory);
    assertThat(job.defaultBranch()).contains("main");
    assertThat(job.why()).contains(new Job.Reason("default", "git's origin/HEAD is main"));
  }

  @Test
  void aWorktreeKnowsTheDefaultBranchOfItsRepository() throws IOException {
    checkout("ref: refs/heads/main\n");
    Path git = Files.createDirectories(directory.resolve(".git/worktrees/w"));
    Files.writeString(git.resolve("HEAD"), "ref: refs/heads/w\n");
    Files.writeString(git.resolve("commondir"), "../..\n");
    Path tree = Files.createDirectories(directory.resolve("trees/w"));
    Files.writeString(tree.resolve(".git"), "gitdir: " + git + "\n");
    Job job = Jobs.detect(Map.of(), tree);
    assertThat(job.branch()).contains("w");
    assertThat(job.defaultBranch()).contains("main");
  }

  @Test
  void whatAnAddressIsLoggedInWith_isNoPartOfTheRepositorysName() {
    for (String address :
        List.of(
            "https://bot:hunter22@git.acme.com/app.git",
            "https://hunter22@git.acme.com/app.git",
            "https://git.acme.com/app.git")) {
      Job job = Jobs.detect(Map.of("JENKINS_URL", "https://ci", "GIT_URL", address), directory);
      assertThat(job.repository()).contains("https://git.acme.com/app.git");
    }
    Job job =
        Jobs.detect(Map.of("JENKINS_URL", "https://ci", "GIT_URL", "git@acme.com:app"), directory);
    assertThat(job.repository()).contains("git@acme.com:app");
  }

  @Test
  void hostileEventFilesTellNothing() throws IOException {
    var deep = "{\"pull_request\":".repeat(5000);
    for (String content :
        List.of("", "[]", "{\"number\":", deep, "{\"pull_request\":{\"head\":{\"repo\":7}}}")) {
      Path file = Files.writeString(directory.resolve("event.json"), content);
      assertFork(file.toString());
    }
    assertFork(directory.toString());
    assertFork("/dev/zero");
    assertFork("nowhere");
  }

  private void assertFork(String eventFile) {
    Job job =
        Jobs.detect(
            Map.of(
                "GITHUB_ACTIONS", "true",
                "GITHUB_EVENT_NAME", "pull_request",
                "GITHUB_REF", "refs/pull/1/merge",
                "GITHUB_REPOSITORY", "acme/app",
                "GITHUB_EVENT_PATH", eventFile),
            directory);
    assertThat(job.tier()).as(eventFile).isEqualTo(TrustTier.FORK);
    assertThat(job.scopes().orElseThrow().own().text()).isEqualTo("pr-1");
  }

  @Test
  void namesThatNoBranchCanHaveCountAsUnset() {
    for (String name : List.of("", " ", "a\nb", "a\u001b[31m", "\uFFFD\uFFFD", "x".repeat(5000))) {
      Job job = Jobs.detect(Map.of("GITLAB_CI", "true", "CI_COMMIT_BRANCH", name), directory);
      assertThat(job.scopes()).as(name).isEmpty();
      assertThat(job.tier()).isEqualTo(TrustTier.FORK);
    }
  }

  private void checkout(String head) throws IOException {
    Path git = Files.createDirectories(directory.resolve(".git"));
    Files.writeString(git.resolve("HEAD"), head);
    Path origin = Files.createDirectories(git.resolve("refs/remotes/origin"));
    Files.writeString(origin.resolve("HEAD"), "ref: refs/remotes/origin/main\n");
  }
}
