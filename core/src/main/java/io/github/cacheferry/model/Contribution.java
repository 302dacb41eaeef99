package io.github.cacheferry.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An export that went into a cache: who made it, and which final results it brought. It is recorded
 * with the cache, where BuildKit passes over it. Whoever may write a cache may also write this, so
 * it protects against mistakes and not against an intruder.
 *
 * <p>Texts are empty where they are not known.
 *
 * @param id names this export and no other: {@value #ID_DIGITS} hexadecimal digits
 * @param at when it was made
 * @param tier how far its writer was trusted; empty where nothing told
 * @param repository where it ran: {@code acme/app}
 * @param ref the full name of the branch, tag or pull request: {@code refs/heads/main}
 * @param run the CI system's own name of the run, often a URL
 * @param target the build's target, if the export was told
 * @param platform the build's platform, if the export was told
 * @param leaves the names of the final results that it brought
 */
public record Contribution(
    String id,
    Timestamp at,
    Optional<TrustTier> tier,
    String repository,
    String ref,
    String run,
    String target,
    String platform,
    List<String> leaves) {
  /** The length of an {@link #id}. */
  public static final int ID_DIGITS = 16;

  /** The most characters that a text may have. */
  public static final int LONGEST_TEXT = 512;

  /** The most leaves that are recorded of one export. */
  public static final int MOST_LEAVES = 256;

  /** Oldest first; of two of the same time the order is that of their ids. */
  public static final Comparator<Contribution> BY_AGE =
      Comparator.comparing(Contribution::at).thenComparing(Contribution::id);

  private static final String HEX = "0123456789abcdef";

  /**
   * @throws IllegalArgumentException if a text is too long or would spoil a terminal
   */
  public Contribution {
    leaves = leaves.stream().distinct().sorted().toList();
    if (id.length() != ID_DIGITS || !isHex(id)) {
      throw new IllegalArgumentException("an export's id is " + ID_DIGITS + " hexadecimal digits");
    }
    for (String text : List.of(repository, ref, run, target, platform)) {
      if (text.length() > LONGEST_TEXT || text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a text is too long or has control characters");
      }
    }
    if (leaves.size() > MOST_LEAVES || !leaves.stream().allMatch(Contribution::isLeaf)) {
      throw new IllegalArgumentException("the names of final results are not of their form");
    }
  }

  /**
   * How far a cache is trusted that these went into: as far as the least trusted of them; empty if
   * nothing was recorded, or nobody knows of one of them.
   */
  public static Optional<TrustTier> tier(List<Contribution> contributions) {
    if (contributions.stream().anyMatch(contribution -> contribution.tier().isEmpty())) {
      return Optional.empty();
    }
    return contributions.stream()
        .flatMap(contribution -> contribution.tier().stream())
        .min(Comparator.naturalOrder());
  }

  /**
   * Of all exports those to be remembered: the kept ones, and one that stands for the rest where
   * the cache would count as trusted further without it. What a forgotten export brought may still
   * be in the cache.
   */
  public static List<Contribution> remembered(List<Contribution> kept, List<Contribution> all) {
    Optional<TrustTier> least = tier(all);
    if (tier(kept).equals(least)) {
      return kept;
    }
    Contribution standIn =
        all.stream()
            .filter(export -> export.tier().equals(least))
            .max(BY_AGE)
            .map(Contribution::withoutLeaves)
            .orElseThrow();
    return Stream.concat(Stream.of(standIn), kept.stream()).toList();
  }

  private Contribution withoutLeaves() {
    return new Contribution(id, at, tier, repository, ref, run, target, platform, List.of());
  }

  /** The same export, vouched for by a job of this tier. */
  public Contribution withTier(TrustTier voucher) {
    return new Contribution(
        id, at, Optional.of(voucher), repository, ref, run, target, platform, leaves);
  }

  /** Whether this and that export tell the same of the cache, apart from when. */
  public boolean repeats(Contribution other) {
    return tier.equals(other.tier)
        && repository.equals(other.repository)
        && ref.equals(other.ref)
        && target.equals(other.target)
        && platform.equals(other.platform)
        && leaves.equals(other.leaves);
  }

  /** These exports and then this one, for which an older one that told the same has to go. */
  public List<Contribution> after(List<Contribution> others) {
    return Stream.concat(
            others.stream().filter(other -> !other.id().equals(id) && !other.repeats(this)),
            Stream.of(this))
        .toList();
  }

  /** Whether these exports tell the same as those, apart from when. */
  public static boolean repeat(List<Contribution> these, List<Contribution> those) {
    boolean same = these.size() == those.size();
    for (int i = 0; same && i < these.size(); i++) {
      same = these.get(i).repeats(those.get(i));
    }
    return same;
  }

  private static boolean isLeaf(String leaf) {
    return !leaf.isEmpty() && leaf.length() <= Digest.HEX_LENGTH && isHex(leaf);
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> HEX.indexOf(c) >= 0);
  }
}
