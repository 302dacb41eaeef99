package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which job this is. */
public final class Jobs {
  /** Gitea and Forgejo are GitHub's dialect, Jenkins may run inside of others' machines. */
  private static final List<CiSystem> SYSTEMS =
      List.of(
          new GitHub(),
          new GitLab(),
          new CircleCi(),
          new Buildkite(),
          new AzurePipelines(),
          new Bitbucket(),
          new Jenkins());

  private Jobs() {}

  /**
   * The job that this environment is one of; outside of any CI system the branch that is checked
   * out. Never fails: what is not known is empty, and {@link Job#why} says so.
   *
   * @param environment the environment variables
   * @param directory where the checkout is, or a directory in it
   */
  public static Job detect(Map<String, String> environment, Path directory) {
    return inCi(environment, directory).orElseGet(() -> outsideOfCi(environment, directory));
  }

  /** The job of a CI system, if one runs this; else no file is looked at. */
  public static Optional<Job> inCi(Map<String, String> environment, Path directory) {
    var variables = new Variables(environment);
    for (CiSystem system : SYSTEMS) {
      Optional<Draft> draft = system.read(variables);
      if (draft.isPresent()) {
        return Optional.of(draft.get().job(variables, new GitCheckout(directory)));
      }
    }
    return Optional.empty();
  }

  private static Job outsideOfCi(Map<String, String> environment, Path directory) {
    var checkout = new GitCheckout(directory);
    Optional<Value> branch = checkout.branch();
    return Draft.of(Job.NO_CI, "no CI system's variables are set")
        .branch(branch)
        .noMoreThanABranch("no CI system vouches for what is built")
        .job(new Variables(environment), checkout);
  }
}
