package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cli.child.SilentChild;
import io.github.cacheferry.cli.salvage.BuildHistory;
import io.github.cacheferry.cli.salvage.BuildRecord;
import io.github.cacheferry.cli.salvage.BuildStep;
import io.github.cacheferry.cli.salvage.Dockerfile;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import io.github.cacheferry.cli.wrapper.DockerBuild;
import io.github.cacheferry.cli.wrapper.LocalBuild;
import io.github.cacheferry.importers.Importers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gets out of the builder what a failed build has finished. BuildKit exports no cache of a solve
 * that fails, but it keeps the results; so the build is solved again, with a Dockerfile that ends
 * where the failed one had come to, for each stage that had come to an end of its own. What that
 * writes is there until this is closed.
 */
final class Salvage implements AutoCloseable {
  /** The builder's clock may differ from ours. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  /** Others fail on the same builder, too. */
  private static final int MOST_RECORDS = 10;

  /** The builder only has to look up what it knows. */
  private static final Duration TO_ASK = Duration.ofMinutes(2);

  /** All ends are written as layouts, which of a large build is gigabytes. */
  private static final Duration TO_SOLVE = Duration.ofMinutes(10);

  private static final int MOST_ENDS = 32;
  private static final int MOST_LISTED = 16 << 20;
  private static final int LONGEST_DOCKERFILE = 4 << 20;

  private final Host host;
  private final BuildLayouts layouts;
  private final SilentChild child;
  private Optional<SalvageDirectory> made = Optional.empty();

  /**
   * @param layouts of the failed build
   * @param stop ends it
   */
  Salvage(Host host, BuildLayouts layouts, Cancellation stop) {
    this.host = host;
    this.layouts = layouts;
    this.child = new SilentChild(host.launch(), stop);
  }

  /**
   * Has the caches of the finished steps written, which may be several. That there are none is a
   * line on stderr and no failure: the build has failed already.
   *
   * @param began when the build began
   * @param hit whether the build read a cache
   */
  List<Importers.ImporterSpec> layouts(Instant began, boolean hit) {
    try {
      SalvageDirectory directory = SalvageDirectory.beside(Path.of(layouts.directory().path()));
      made = Optional.of(directory);
      return solve(directory, began, hit);
    } catch (CacheException.Cancelled e) {
      boolean ours = child.stop().reason().isEmpty();
      host.console()
          .err(
              "nothing was saved: " + (ours ? "the builder takes too long" : e.problem().reason()));
    } catch (CacheException e) {
      host.console().err("nothing was saved: " + e.problem().reason());
    } catch (IOException e) {
      host.console().err("nothing was saved: " + e.getMessage());
    }
    return List.of();
  }

  @Override
  public void close() {
    made.ifPresent(SalvageDirectory::delete);
  }

  private List<Importers.ImporterSpec> solve(SalvageDirectory directory, Instant began, boolean hit)
      throws IOException {
    if (!(layouts.tool() instanceof DockerBuild build)) {
      throw nothing("the build failed and left no cache");
    }
    LocalBuild local = build.local(host.workingDirectory());
    BuildRecord record = record(child.within(TO_ASK), build, local, began);
    List<BuildStep> ends = record.ends();
    if (ends.isEmpty()) {
      throw nothing("the build failed in its first step");
    }
    String steps = ends.stream().map(BuildStep::toString).collect(Collectors.joining(", "));
    host.console().err("saving what the failed build has finished: " + steps);
    var dockerfile = Dockerfile.parse(text(local.dockerfile()));
    List<String> from = layouts.from(hit);
    var written = new ArrayList<Importers.ImporterSpec>();
    var failures = new ArrayList<CacheException>();
    SilentChild solving = child.within(TO_SOLVE);
    if (ends.size() > MOST_ENDS) {
      failures.add(nothing("the build had come to more than " + MOST_ENDS + " ends"));
    }
    for (BuildStep end : ends.subList(0, Math.min(ends.size(), MOST_ENDS))) {
      try {
        Dockerfile.Cut cut = dockerfile.after(end, record);
        Path file = directory.dockerfile(local.dockerfile(), cut.text());
        String tag = "end-" + written.size();
        var caches = new CacheFlags(from, List.of(directory.target(tag).toString()));
        SalvageSolve.run(solving, local.words(file, cut.target(), caches));
        written.add(Importers.check(directory.source(tag)));
      } catch (CacheException.Cancelled e) {
        throw e;
      } catch (CacheException e) {
        failures.add(e);
      }
    }
    if (written.isEmpty()) {
      throw failures.get(0);
    }
    failures.forEach(failure -> host.console().err("not saved: " + failure.problem().reason()));
    return written;
  }

  /** The builder's record of the build: the latest failure with the same files. */
  private BuildRecord record(SilentChild asked, DockerBuild build, LocalBuild local, Instant began)
      throws IOException {
    String printed =
        text(asked.print(history(build, "ls", "--format=json", "--no-trunc"), MOST_LISTED))
            .orElseThrow(() -> nothing("the builder or buildx keeps no history of builds"));
    List<String> failed = BuildHistory.failed(printed, began.minus(SKEW));
    for (String name : failed.subList(0, Math.min(failed.size(), MOST_RECORDS))) {
      List<String> inspect = history(build, "inspect", "--format=json", name);
      Optional<String> shown = text(asked.print(inspect, MOST_LISTED));
      if (shown.isPresent() && isOf(local, BuildHistory.place(shown.get()))) {
        List<String> logs = history(build, "logs", "--progress=rawjson", name);
        return asked.stderr(logs, (output, end) -> BuildRecord.read(output)).read();
      }
    }
    throw nothing("the builder's history does not have the build");
  }

  private List<String> history(DockerBuild build, String... words) {
    var question = new ArrayList<String>(List.of("history"));
    question.addAll(List.of(words));
    return build.asking(question, host.environment());
  }

  private boolean isOf(LocalBuild local, BuildHistory.Place place) throws IOException {
    try {
      Path context = host.workingDirectory().resolve(place.context());
      Path dockerfile = context.resolve(place.dockerfile());
      return Files.exists(context)
          && Files.exists(dockerfile)
          && Files.isSameFile(context, local.context())
          && Files.isSameFile(dockerfile, local.dockerfile());
    } catch (InvalidPathException e) {
      return false; // somebody else's build, of something that is no file
    }
  }

  private static Optional<String> text(Optional<byte[]> printed) {
    return printed.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static String text(Path dockerfile) throws IOException {
    if (Files.size(dockerfile) > LONGEST_DOCKERFILE) {
      throw nothing("the build's Dockerfile is too long");
    }
    // A byte is a character, so that whatever it is encoded in comes out as it went in.
    return Files.readString(dockerfile, StandardCharsets.ISO_8859_1);
  }

  private static CacheException nothing(String reason) {
    return new CacheException.Unsupported(
        Problem.of("save what the failed build has finished", "", reason));
  }
}
