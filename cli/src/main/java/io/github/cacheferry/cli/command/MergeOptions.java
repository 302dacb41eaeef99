package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether a save adds to what its targets hold, and how much of that is kept. */
final class MergeOptions {
  @Option(
      names = "--merge",
      description =
          "Add to the cache that is at the target instead of replacing it. Jobs that do so at the"
              + " same time lose nothing of each other's.")
  private boolean merge;

  @Option(
      names = "--keep-generations",
      paramLabel = "N",
      converter = CountConverter.class,
      description =
          "When merging, keep what the N newest exports brought (1 to 64) and leave out the rest, so that the"
              + " cache does not grow for ever.")
  private Optional<Integer> generations = Optional.empty();

  private final boolean several;

  /**
   * @param several whether the command merges several caches of its own, so that there are
   *     generations without any at the target
   */
  MergeOptions(boolean several) {
    this.several = several;
  }

  /**
   * How to merge; empty if the target's cache is replaced.
   *
   * @param origin who writes
   * @throws CacheException.Usage if there is nothing to keep generations of
   */
  Optional<Merging> merging(Origin origin) throws CacheException.Usage {
    if (!merge && !several && generations.isPresent()) {
      throw new CacheException.Usage(
          new Problem(
              "use --keep-generations",
              "",
              "without --merge the target's cache is replaced as a whole",
              "Give --merge too."));
    }
    return merge ? Optional.of(new Merging(origin, generations())) : Optional.empty();
  }

  /** Whether to add to what the targets hold. */
  boolean isAsked() {
    return merge;
  }

  /** Of how many exports anything is kept. */
  OptionalInt generations() {
    return generations.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  /** Reads {@code --keep-generations}. */
  static final class CountConverter implements ITypeConverter<Integer> {
    private static final int MOST = 64;

    @Override
    public Integer convert(String value) {
      try {
        int count = Integer.parseInt(value);
        if (count >= 1 && count <= MOST) {
          return count;
        }
      } catch (NumberFormatException e) {
        // told below, as for a number that is too large
      }
      throw new TypeConversionException("it is a number from 1 to " + MOST + ", not " + value);
    }
  }
}
