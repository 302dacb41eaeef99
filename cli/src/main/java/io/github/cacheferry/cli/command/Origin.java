package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.graph.LeafId;
import io.github.cacheferry.graph.Leaves;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.model.TrustTier;
import io.github.cacheferry.scope.Job;
import io.github.cacheferry.scope.ScopeName;
import io.github.cacheferry.scope.Scopes;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who writes: the CI job, as its environment tells. Outside of CI nobody vouches for a writer, and
 * nothing is recorded or refused, nor is the checkout looked at unless the build has a label.
 *
 * @param host tells the job
 * @param label which build it was, as far as the user told
 */
record Origin(Host host, BuildLabel label) {
  /** The job that this process is part of. */
  static Origin of(Host host) {
    return new Origin(host, BuildLabel.NONE);
  }

  /** The same, of a build that is called so. */
  Origin labelled(BuildLabel other) {
    return new Origin(host, other);
  }

  /** How far what is written here is trusted; empty outside of CI. */
  Optional<TrustTier> writer() {
    return host.ciJob().map(Job::tier);
  }

  /**
   * The cache with this export recorded as one that went into it; the same cache outside of CI,
   * unless the build has a label.
   */
  Cache recordedWith(Cache cache) {
    return host.ciJob().isPresent() || label.isGiven()
        ? cache.withContributions(contribution(cache).after(cache.contributions()))
        : cache;
  }

  /** The cache with this job's word for all that went into it; outside of CI nobody gives his. */
  Cache vouchedFor(Cache cache) {
    Optional<TrustTier> own = writer();
    if (own.isEmpty() || cache.contributions().isEmpty()) {
      return cache;
    }
    return cache.withContributions(
        cache.contributions().stream().map(export -> export.withTier(own.get())).toList());
  }

  /**
   * What is recorded of an export of this cache that is made now; of very many final results only
   * some are.
   */
  Contribution contribution(Cache cache) {
    Job job = host.job();
    byte[] id = new byte[Contribution.ID_DIGITS / 2];
    new SecureRandom().nextBytes(id);
    return new Contribution(
        HexFormat.of().formatHex(id),
        Timestamp.of(Instant.now().truncatedTo(ChronoUnit.MILLIS)),
        writer(),
        text(job.repository()),
        text(ref(job)),
        text(job.run()),
        label.target(),
        label.platform(),
        Leaves.ids(cache).stream().map(LeafId::hex).limit(Contribution.MOST_LEAVES).toList());
  }

  /**
   * Refuses to write another's scope to a job that is not trusted so far, where the name tells: the
   * default branch's and tags'. Other scopes are told by what is recorded with the caches in them.
   */
  void checkMayWrite(Scoping scoping) throws CacheException.Refused {
    Optional<Job> job = host.ciJob();
    Optional<TrustTier> needed = job.flatMap(own -> needed(own, scoping));
    if (needed.isPresent() && !job.orElseThrow().tier().reaches(needed.get())) {
      throw new CacheException.Refused(
          new Problem(
              "write to the scope " + scoping.own().get(),
              "",
              "it is of trust tier "
                  + needed.get().wire()
                  + ", and this job has only "
                  + job.orElseThrow().tier().wire(),
              "Write to the job's own scope (--scope auto), and promote it after the merge."));
    }
  }

  private static Optional<TrustTier> needed(Job job, Scoping scoping) {
    return scoping.own().flatMap(scope -> tierOf(job, scope));
  }

  /** The tier of who may write the scope; empty if its name does not tell, or it is the job's. */
  private static Optional<TrustTier> tierOf(Job job, ScopeName scope) {
    if (job.scopes().map(Scopes::own).filter(scope::isPartOf).isPresent()) {
      return Optional.empty();
    }
    if (job.scopes().flatMap(Scopes::defaultBranch).filter(scope::isPartOf).isPresent()) {
      return Optional.of(TrustTier.DEFAULT);
    }
    return scope.isTag() ? Optional.of(TrustTier.RELEASE) : Optional.empty();
  }

  private static Optional<String> ref(Job job) {
    return job.tag()
        .map(tag -> "refs/tags/" + tag)
        .or(() -> job.pullRequest().map(number -> "refs/pull/" + number))
        .or(() -> job.branch().map(branch -> "refs/heads/" + branch));
  }

  /** A text in the form in which it can be recorded: what does not fit is not. */
  private static String text(Optional<String> any) {
    return any.filter(text -> text.length() <= Contribution.LONGEST_TEXT)
        .filter(text -> text.chars().noneMatch(Character::isISOControl))
        .orElse("");
  }
}
