package io.github.cacheferry.cli;

/** The program in a job of GitLab's, which needs no files to tell what it is. */
final class GitLabJob {
  private GitLabJob() {}

  /** A job on the default branch. */
  static InProcess onMain(Stage stage) {
    return job(stage).with("CI_COMMIT_BRANCH", "main").with("CI_COMMIT_REF_NAME", "main");
  }

  /** A job of merge request 7, of a branch of the same project, that goes to the default branch. */
  static InProcess ofMergeRequest(Stage stage) {
    return job(stage)
        .with("CI_MERGE_REQUEST_IID", "7")
        .with("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "feature")
        .with("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")
        .with("CI_MERGE_REQUEST_PROJECT_PATH", "acme/app")
        .with("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "acme/app");
  }

  private static InProcess job(Stage stage) {
    return stage
        .program()
        .with("GITLAB_CI", "true")
        .with("CI_PROJECT_PATH", "acme/app")
        .with("CI_DEFAULT_BRANCH", "main")
        .with("CI_JOB_URL", "https://gitlab.example/acme/app/-/jobs/1");
  }
}
