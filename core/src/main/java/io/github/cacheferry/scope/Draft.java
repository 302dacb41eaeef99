package io.github.cacheferry.scope;

import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.scope.Variables.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job, as far as its system's variables have been read. What a job may claim is decided here. */
final class Draft {
  private final String system;
  private final List<Job.Reason> why = new ArrayList<>();
  private Optional<String> repository = Optional.empty();
  private Optional<String> event = Optional.empty();
  private Optional<String> run = Optional.empty();
  private Optional<Value> branch = Optional.empty();
  private Optional<Value> tag = Optional.empty();
  private Optional<Value> pullRequest = Optional.empty();
  private Optional<Value> target = Optional.empty();
  private Optional<Value> defaultBranch = Optional.empty();
  private Optional<String> cell = Optional.empty();
  private Optional<String> foreign = Optional.of("nothing tells where the pull request is from");
  private String atHome = "";
  private Optional<Value> outsiders = Optional.empty();
  private Optional<String> cap = Optional.empty();

  private Draft(String system) {
    this.system = system;
  }

  /** A job of this system. */
  static Draft of(String system, String because) {
    var draft = new Draft(system);
    draft.why.add(new Job.Reason("system", because));
    return draft;
  }

  Draft repository(Optional<String> name) {
    repository = name;
    return this;
  }

  Draft event(Optional<String> word) {
    event = word;
    return this;
  }

  Draft run(Optional<String> address) {
    run = address;
    return this;
  }

  Draft cell(Optional<String> words) {
    cell = words;
    return this;
  }

  Draft branch(Optional<Value> name) {
    branch = name.map(Value::branch);
    return this;
  }

  Draft tag(Optional<Value> name) {
    tag = name;
    return this;
  }

  Draft pullRequest(Optional<Value> number) {
    pullRequest = number;
    return this;
  }

  Draft target(Optional<Value> name) {
    target = name.map(Value::branch);
    return this;
  }

  Draft defaultBranch(Optional<Value> name) {
    defaultBranch = name.map(Value::branch);
    return this;
  }

  /** The pull request comes from the repository itself. */
  Draft fromHere(String because) {
    foreign = Optional.empty();
    atHome = because;
    return this;
  }

  /** The pull request comes from elsewhere, or may. */
  Draft fromElsewhere(String because) {
    foreign = Optional.of(because);
    return this;
  }

  /** Anybody can start such a job, with what code nobody knows. */
  Draft startedByAnybody(Value what) {
    outsiders = Optional.of(what);
    return this;
  }

  /** Too little is known for more than a branch's trust. */
  Draft noMoreThanABranch(String because) {
    cap = Optional.of(because);
    return this;
  }

  boolean isPullRequest() {
    return pullRequest.isPresent();
  }

  /** The job; what the system does not tell, a setting or the checkout may. */
  Job job(Variables settings, GitCheckout checkout) {
    if (defaultBranch.isEmpty()) {
      defaultBranch =
          settings
              .first("CACHEFERRY_DEFAULT_BRANCH")
              .or(checkout::defaultBranch)
              .map(Value::branch);
    }
    if (tag.isPresent() && !isPullRequest()) {
      branch = Optional.empty(); // some name the tag here too
    }
    if (isPullRequest() && target.isEmpty()) {
      target = settings.first("CACHEFERRY_TARGET_BRANCH").map(Value::branch);
    }
    Optional<ScopeName> own = own();
    Optional<ScopeName> targetScope = target.map(name -> ScopeName.ofBranch(name.text()));
    target.ifPresent(name -> tell("target", name.because()));
    defaultBranch.ifPresentOrElse(
        name -> tell("default", name.because()),
        () -> tell("default", "unknown: neither " + system + " nor a checkout tells it"));
    Optional<ScopeName> defaultScope = defaultBranch.map(name -> ScopeName.ofBranch(name.text()));
    TrustTier tier = tier();
    return new Job(
        system,
        repository,
        event,
        run,
        branch.map(Value::text),
        tag.map(Value::text),
        pullRequest.map(Value::text),
        target.map(Value::text),
        defaultBranch.map(Value::text),
        cell,
        own.map(name -> new Scopes(name, targetScope, defaultScope)),
        tier,
        why);
  }

  private Optional<ScopeName> own() {
    if (pullRequest.isPresent()) {
      return own(pullRequest.get(), ScopeName.ofPullRequest(pullRequest.get().text()));
    }
    if (outsiders.isPresent()) {
      return own(outsiders.get(), ScopeName.ofEvent(outsiders.get().text()));
    }
    if (tag.isPresent()) {
      return own(tag.get(), ScopeName.ofTag(tag.get().text()));
    }
    if (branch.isPresent()) {
      return own(branch.get(), ScopeName.ofBranch(branch.get().text()));
    }
    tell("own", "unknown: nothing names a branch, tag or pull request");
    return Optional.empty();
  }

  private Optional<ScopeName> own(Value from, ScopeName name) {
    tell("own", from.because());
    return Optional.of(name);
  }

  private TrustTier tier() {
    if (isPullRequest()) {
      return foreign
          .map(because -> tier(TrustTier.FORK, because))
          .orElseGet(() -> tier(TrustTier.PULL_REQUEST, atHome));
    }
    if (outsiders.isPresent()) {
      return tier(
          TrustTier.FORK, outsiders.get().because() + ", which others can cause, with their code");
    }
    if (cap.isPresent() && (tag.isPresent() || branch.isPresent())) {
      return tier(TrustTier.BRANCH, cap.get());
    }
    if (tag.isPresent()) {
      return tier(TrustTier.RELEASE, tag.get().because());
    }
    if (branch.isEmpty()) {
      return tier(TrustTier.FORK, "nothing tells what is built");
    }
    String name = branch.get().text();
    if (defaultBranch.isEmpty()) {
      return tier(TrustTier.BRANCH, "the default branch is unknown");
    }
    return defaultBranch.get().text().equals(name)
        ? tier(TrustTier.DEFAULT, name + " is the default branch: " + defaultBranch.get().because())
        : tier(TrustTier.BRANCH, branch.get().because());
  }

  private TrustTier tier(TrustTier tier, String because) {
    tell("tier", because);
    return tier;
  }

  private void tell(String about, String because) {
    why.add(new Job.Reason(about, because));
  }
}
