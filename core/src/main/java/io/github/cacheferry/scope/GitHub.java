package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GitHub Actions, and Gitea and Forgejo, which set the same variables and one of their own.
 *
 * @see <a href="https://docs.github.com/actions/reference/workflows-and-actions/variables">the
 *     variables</a>
 */
final class GitHub implements CiSystem {
  private static final Pattern PULL = Pattern.compile("refs/pull/(\\d+)/.+");
  private static final Pattern QUEUE = Pattern.compile("gh-readonly-queue/(.+)/pr-\\d+-[0-9a-f]+");

  /**
   * Events that only people who may write to the repository cause, and which build the ref that
   * they name. GitHub itself lets only these write to the default branch's caches.
   */
  private static final Set<String> OF_COLLABORATORS =
      Set.of(
          "push",
          "create",
          "delete",
          "schedule",
          "release",
          "workflow_dispatch",
          "repository_dispatch",
          "registry_package",
          "page_build",
          "deployment",
          "merge_group");

  @Override
  public Optional<Draft> read(Variables variables) {
    if (!variables.isTrue("GITHUB_ACTIONS")) {
      return Optional.empty();
    }
    Optional<String> name = variables.get("GITHUB_EVENT_NAME");
    EventFile event = EventFile.read(variables.get("GITHUB_EVENT_PATH"));
    Optional<Value> ref = variables.first("GITHUB_REF");
    Draft draft =
        system(variables)
            .repository(variables.get("GITHUB_REPOSITORY"))
            .event(name)
            .run(run(variables))
            .branch(ref.flatMap(full -> full.after("refs/heads/")))
            .tag(ref.flatMap(full -> full.after("refs/tags/")))
            .defaultBranch(defaultBranch(event, name, ref));
    Optional<Value> pullRequest = pullRequest(name, ref, event);
    if (pullRequest.isPresent()) {
      return Optional.of(readPullRequest(draft.pullRequest(pullRequest), variables, event));
    }
    if (name.isEmpty()) {
      return Optional.of(draft.noMoreThanABranch("GITHUB_EVENT_NAME is not set"));
    }
    if (name.get().equals("merge_group")) {
      // Who puts a pull request into the queue may merge it, hence write to branches.
      draft.target(event.first("merge_group.base_ref").or(() -> queuedFor(ref)));
    }
    return Optional.of(
        OF_COLLABORATORS.contains(name.get())
            ? draft
            : draft.startedByAnybody(new Value(name.get(), "GITHUB_EVENT_NAME")));
  }

  private static Draft system(Variables variables) {
    if (variables.isTrue("FORGEJO_ACTIONS")) { // which sets GITEA_ACTIONS too
      return Draft.of("forgejo", "FORGEJO_ACTIONS is true");
    }
    return variables.isTrue("GITEA_ACTIONS")
        ? Draft.of("gitea", "GITEA_ACTIONS is true")
        : Draft.of("github", "GITHUB_ACTIONS is true");
  }

  private static Optional<String> run(Variables variables) {
    return variables
        .get("GITHUB_SERVER_URL")
        .flatMap(
            server ->
                variables
                    .get("GITHUB_REPOSITORY")
                    .flatMap(
                        repository ->
                            variables
                                .get("GITHUB_RUN_ID")
                                .map(id -> server + "/" + repository + "/actions/runs/" + id)));
  }

  /** Scheduled jobs run on the default branch, whether or not the event says which that is. */
  private static Optional<Value> defaultBranch(
      EventFile event, Optional<String> name, Optional<Value> ref) {
    return event
        .first("repository.default_branch")
        .or(
            () ->
                name.filter("schedule"::equals)
                    .flatMap(any -> ref)
                    .flatMap(full -> full.after("refs/heads/"))
                    .map(branch -> new Value(branch.text(), "the branch of a schedule")));
  }

  /**
   * The pull request's number. With {@code pull_request_target}, and once it is merged, the ref is
   * the base branch's, though what is built is the pull request's.
   */
  private static Optional<Value> pullRequest(
      Optional<String> name, Optional<Value> ref, EventFile event) {
    Matcher pull = PULL.matcher(ref.map(Value::text).orElse(""));
    if (pull.matches()) {
      return Optional.of(new Value(pull.group(1), "the number in GITHUB_REF"));
    }
    return name.filter(word -> word.startsWith("pull_request"))
        .flatMap(any -> event.first("pull_request.number", "number"));
  }

  private static Draft readPullRequest(Draft draft, Variables variables, EventFile event) {
    draft
        .branch(variables.first("GITHUB_HEAD_REF").or(() -> event.first("pull_request.head.ref")))
        .target(variables.first("GITHUB_BASE_REF").or(() -> event.first("pull_request.base.ref")));
    Optional<String> head = event.first("pull_request.head.repo.full_name").map(Value::text);
    Optional<String> base =
        event
            .first("pull_request.base.repo.full_name", "repository.full_name")
            .map(Value::text)
            .or(() -> variables.get("GITHUB_REPOSITORY"));
    if (head.isEmpty() || base.isEmpty()) {
      return draft.fromElsewhere("the event file does not tell the repository that it comes from");
    }
    return head.equals(base)
        ? draft.fromHere("the event's pull_request.head.repo.full_name is " + base.get() + " too")
        : draft.fromElsewhere(
            "the event's pull_request.head.repo.full_name is "
                + head.get()
                + ", not "
                + base.get());
  }

  private static Optional<Value> queuedFor(Optional<Value> ref) {
    Matcher queue = QUEUE.matcher(ref.map(full -> full.branch().text()).orElse(""));
    return queue.matches()
        ? Optional.of(new Value(queue.group(1), "the queue in GITHUB_REF"))
        : Optional.empty();
  }
}
