package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.TrustTier;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** From which trust tier up caches are read. */
final class MinTrust {
  @Option(
      names = "--min-trust",
      paramLabel = "TIER",
      converter = TierConverter.class,
      description =
          "Read only caches whose writers are all recorded and of this trust tier or above: fork,"
              + " pull-request, branch, default or release. For release builds: default.")
  private Optional<TrustTier> least = Optional.empty();

  /** Whether it matters who wrote. */
  boolean isAsked() {
    return least.isPresent();
  }

  /**
   * Lets the cache through if its writers are trusted enough.
   *
   * @param where where it was read
   * @throws CacheException.Refused if not, or if they are not known
   */
  void check(Cache cache, String where) throws CacheException.Refused {
    if (least.isEmpty() || cache.tier().filter(tier -> tier.reaches(least.get())).isPresent()) {
      return;
    }
    String found =
        cache
            .tier()
            .map(tier -> "its writers have only the trust tier " + tier.wire())
            .orElse("nothing is recorded of its writers");
    throw new CacheException.Refused(
        new Problem(
            "read the cache",
            where,
            found + ", and --min-trust asks for " + least.get().wire(),
            "cacheferry inspect shows who wrote it; what cacheferry export writes in CI is"
                + " recorded."));
  }

  /** Reads {@code --min-trust}. */
  static final class TierConverter implements ITypeConverter<TrustTier> {
    @Override
    public TrustTier convert(String value) {
      return TrustTier.find(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "it is fork, pull-request, branch, default or release, not " + value));
    }
  }
}
