package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cli.directory.DirectoryUse;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.cli.progress.ProgressMode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How long the directories of builds stay that are not run any more. */
final class KeepUnused {
  private static final int USUAL_DAYS = 14;
  private static final int MOST_DAYS = 10_000;
  private static final String FOREVER = "forever";

  /** Nobody wants to wait for the end of a job because of it; the next run goes on. */
  private static final Duration TO_REMOVE = Duration.ofSeconds(10);

  @Option(
      names = "--keep-unused",
      paramLabel = "DAYS",
      converter = DaysConverter.class,
      description =
          "How many days a directory stays that run made for a build, without --dir, and that no"
              + " run has used since: 1 to 10000 (default 14), or forever.")
  private Days kept = new Days(Optional.of(Duration.ofDays(USUAL_DAYS)));

  /** Removes those that nobody has used for so long, and says so in a line. */
  void tidy(DirectoryUse use, Host host, ProgressMode progress) {
    if (kept.time().isEmpty()) {
      return;
    }
    var stop = Cancellation.within(TO_REMOVE);
    host.interrupts().accept(stop);
    DirectoryUse.Removed removed = use.removeUnused(kept.time().get(), stop);
    boolean tells = progress != ProgressMode.QUIET && progress != ProgressMode.RAWJSON;
    if (removed.builds() > 0 && tells) {
      host.console()
          .err(
              "removed the directories of "
                  + Units.count(removed.builds(), "build")
                  + " that no run has used for "
                  + Units.count(kept.time().get().toDays(), "day")
                  + ": "
                  + Units.bytes(removed.bytes()));
    }
  }

  /**
   * A number of days.
   *
   * @param time empty if it never ends
   */
  record Days(Optional<Duration> time) {
    /** As the option is given. */
    @Override
    public String toString() {
      return time.map(Duration::toDays).map(String::valueOf).orElse(FOREVER);
    }
  }

  /** Reads {@code --keep-unused}. */
  static final class DaysConverter implements ITypeConverter<Days> {
    @Override
    public Days convert(String value) {
      if (value.equals(FOREVER)) {
        return new Days(Optional.empty());
      }
      try {
        int days = Integer.parseInt(value);
        if (days >= 1 && days <= MOST_DAYS) {
          return new Days(Optional.of(Duration.ofDays(days)));
        }
      } catch (NumberFormatException e) {
        // told below, as for a number that is too large
      }
      throw new TypeConversionException(
          "it is a number of days from 1 to " + MOST_DAYS + ", or forever, not " + value);
    }
  }
}
