package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheImporter;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.cli.report.FlagsReport;
import io.github.cacheferry.importers.Importers;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints the flags with which a build uses the directory between it and the backends. */
@Command(
    name = "cacheferry flags",
    customSynopsis = "cacheferry flags [--dir DIR] [--for TOOL] [OPTION...]",
    description = {
      "Prints the flags with which a build reads and writes the directory that import brings a"
          + " cache to and export takes it from: the line that import prints. Nothing is moved.",
      "They are words of a shell. Where there is no cache, there is no flag to read it."
    },
    sortOptions = false,
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:printed, whether or not there is a cache",
      "2:the command line makes no sense"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  docker buildx build $(cacheferry flags) .",
      "  eval \"buildctl build $(cacheferry flags --for buildctl --dir 'my cache') --frontend ...\"",
      "",
      "Environment:",
      "  CACHEFERRY_DIR                      the directory, if --dir is not given; else",
      "                                      $RUNNER_TEMP/cacheferry, else",
      "                                      ~/.cache/cacheferry/layout ($XDG_CACHE_HOME)"
    })
public final class FlagsCommand implements CliCommand {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The directory, as for import and export; see below for the default.")
  private Optional<String> dir = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "TOOL",
      converter = ToolConverter.class,
      description = "Whose flags: docker (buildx, too; the default) or buildctl.")
  private FlagsReport.Tool tool = FlagsReport.Tool.DOCKER;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public int run(Host host) throws IOException {
    CacheDirectory directory = CacheDirectory.of(dir, host);
    Optional<String> from =
        hasCache(directory, host) ? Optional.of(directory.source().toString()) : Optional.empty();
    new FlagsReport(tool, directory.path(), from, directory.buildTarget().toString())
        .write(host.console(), output.json());
    return ExitCode.DONE;
  }

  /** A cache that BuildKit could not read is none: it would say no more than that. */
  private static boolean hasCache(CacheDirectory directory, Host host) throws CacheException.Usage {
    Importers.ImporterSpec source = Importers.check(directory.source());
    var context =
        new RunContext(
            host.environment(),
            host.workingDirectory(),
            host.home(),
            Optional.empty(),
            Cancellation.unbounded(),
            TransferListener.NONE,
            host.console().redactor());
    try (CacheImporter importer = source.open(context)) {
      return importer.load().isPresent();
    } catch (CacheException.Usage e) {
      throw e;
    } catch (IOException e) {
      CacheException failure = Run.typed("read the cache", directory.path(), e);
      host.workflow("flags").warning(failure.problem().toString());
      return false;
    }
  }

  /** Reads {@code --for}. */
  static final class ToolConverter implements ITypeConverter<FlagsReport.Tool> {
    @Override
    public FlagsReport.Tool convert(String value) {
      return switch (value) {
        case "docker", "buildx" -> FlagsReport.Tool.DOCKER;
        case "buildctl" -> FlagsReport.Tool.BUILDCTL;
        default -> throw new TypeConversionException("it is docker or buildctl, not " + value);
      };
    }
  }
}
