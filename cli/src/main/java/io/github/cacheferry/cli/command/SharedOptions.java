package io.github.cacheferry.cli.command;

import io.github.cacheferry.cli.progress.ProgressMode;
import io.github.cacheferry.spec.GoDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that moves something. */
final class SharedOptions {
  /** As many requests as keep a link with 50 ms of delay busy with small blobs. */
  private static final int USUAL_JOBS = 48;

  private static final int MOST_JOBS = 256;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      converter = ProgressConverter.class,
      description = "What stderr gets: auto (the default), plain, tty, quiet or rawjson.")
  private Optional<ProgressMode> progress = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Short for --progress=quiet: warnings and errors only.")
  private boolean quiet;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      converter = JobsConverter.class,
      description =
          "How many blobs move at once, 1 to " + MOST_JOBS + " (default " + USUAL_JOBS + ").")
  private int jobs = USUAL_JOBS;

  @Option(
      names = "--time-budget",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Stop when this much time has passed: 90s, 5m, 1h30m (default: never).")
  private Optional<Duration> timeBudget = Optional.empty();

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Trust the certificate authorities in this PEM file too.")
  private Optional<Path> caFile = Optional.empty();

  @SuppressWarnings("UnusedVariable") // picocli looks into it
  @Mixin
  private LastOptions last = new LastOptions();

  /** Whether stdout gets JSON. */
  boolean json() {
    return output.json();
  }

  /** What stderr shows. */
  ProgressMode progress() {
    return quiet ? ProgressMode.QUIET : progress.orElse(ProgressMode.AUTO);
  }

  /** How many blobs move at once. */
  int jobs() {
    return jobs;
  }

  /** How long the run may take. */
  Optional<Duration> timeBudget() {
    return timeBudget;
  }

  /** Certificate authorities to trust besides the platform's. */
  Optional<Path> caFile() {
    return caFile;
  }

  /** Reads {@code --progress}. */
  static final class ProgressConverter implements ITypeConverter<ProgressMode> {
    @Override
    public ProgressMode convert(String value) {
      return ProgressMode.find(value)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "it is auto, plain, tty, quiet or rawjson, not " + value));
    }
  }

  /** Reads {@code --jobs}. */
  static final class JobsConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        int jobs = Integer.parseInt(value);
        if (jobs >= 1 && jobs <= MOST_JOBS) {
          return jobs;
        }
      } catch (NumberFormatException e) {
        // told below, as for a number that is too large
      }
      throw new TypeConversionException("it is a number from 1 to " + MOST_JOBS + ", not " + value);
    }
  }

  /** Reads {@code --time-budget}. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return GoDuration.parse(value)
          .orElseThrow(
              () -> new TypeConversionException("it is a duration like 90s or 5m, not " + value));
    }
  }
}
