package io.github.cacheferry.scope;

import io.github.cacheferry.model.TrustTier;
import java.util.List;
import java.util.Optional;

/**
 * What a CI job builds, as its environment tells.
 *
 * @param system the CI system: {@code github}, {@code gitlab}, …; {@code git} for none
 * @param repository the repository, in the system's own words
 * @param event what started the job, in the system's own word
 * @param run where a person finds the job
 * @param branch the branch that is built; of a pull request the one that it comes from
 * @param tag the tag that is built
 * @param pullRequest the number of the pull or merge request that is built
 * @param target the branch that a pull request is to be merged into
 * @param defaultBranch the repository's default branch
 * @param cell what tells this job from others of the same matrix
 * @param scopes where it reads and writes; empty if that cannot be told
 * @param tier how far it is trusted
 * @param why what all that is derived from
 */
public record Job(
    String system,
    Optional<String> repository,
    Optional<String> event,
    Optional<String> run,
    Optional<String> branch,
    Optional<String> tag,
    Optional<String> pullRequest,
    Optional<String> target,
    Optional<String> defaultBranch,
    Optional<String> cell,
    Optional<Scopes> scopes,
    TrustTier tier,
    List<Reason> why) {
  /** The system where there is none: only a checkout tells something. */
  public static final String NO_CI = "git";

  public Job {
    why = List.copyOf(why);
  }

  /** Whether a CI system runs the job. */
  public boolean isCi() {
    return !system.equals(NO_CI);
  }

  /**
   * Why something is as it is.
   *
   * @param about what: {@code system}, {@code own}, {@code target}, {@code default}, {@code tier}
   * @param because the variable that said so, or what else
   */
  public record Reason(String about, String because) {}
}
