package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A docker build of a Dockerfile and a context that are both here, so that it can be run again with
 * another Dockerfile.
 */
public final class LocalBuild {
  private final List<String> command;
  private final BuildArguments arguments;
  private final Path context;
  private final Path dockerfile;

  private LocalBuild(
      List<String> command, BuildArguments arguments, Path context, Path dockerfile) {
    this.command = command;
    this.arguments = arguments;
    this.context = context;
    this.dockerfile = dockerfile;
  }

  /**
   * @param command the words up to the subcommand
   * @param words the words after it
   * @param directory where it runs
   */
  static LocalBuild of(List<String> command, List<String> words, Path directory)
      throws CacheException.Unsupported {
    BuildArguments arguments = BuildArguments.of(words);
    if (!arguments.value("call").orElse("build").equals("build")
        || arguments.value("print").isPresent()
        || arguments.value("check").orElse("false").equals("true")) {
      throw elsewhere("the command only looks at the Dockerfile");
    }
    if (arguments.others().size() != 1) {
      throw elsewhere("the build has no context");
    }
    Path context = directory.resolve(arguments.others().get(0));
    if (!Files.isDirectory(context)) {
      throw elsewhere("the build's context is no directory here");
    }
    Optional<String> file = arguments.value("file");
    Path dockerfile = file.map(directory::resolve).orElseGet(() -> usual(context));
    if (!Files.isRegularFile(dockerfile)) { // standard input, or an address
      throw elsewhere("the build's Dockerfile is no file here");
    }
    return new LocalBuild(command, arguments, context, dockerfile);
  }

  /** The directory that is its context. */
  public Path context() {
    return context;
  }

  /** The Dockerfile. */
  public Path dockerfile() {
    return dockerfile;
  }

  /**
   * The command that makes the same steps of another Dockerfile and does nothing with the result
   * but export its cache. It tells its progress in JSON on stderr.
   *
   * @param other the Dockerfile
   * @param target the stage; the last if empty
   * @param caches what it reads besides, and where it writes
   */
  public List<String> words(Path other, Optional<String> target, CacheFlags caches) {
    var words = new ArrayList<String>(command);
    words.addAll(arguments.ofTheSolve());
    words.add("--file=" + other);
    target.ifPresent(stage -> words.add("--target=" + stage));
    words.add("--output=type=cacheonly");
    words.add("--provenance=false");
    words.add("--progress=rawjson");
    words.addAll(caches.words("--cache-from", "--cache-to"));
    words.addAll(List.of("--", arguments.others().get(0)));
    return words;
  }

  private static Path usual(Path context) {
    Path usual = context.resolve("Dockerfile");
    return Files.exists(usual) ? usual : context.resolve("dockerfile");
  }

  private static CacheException.Unsupported elsewhere(String reason) {
    return new CacheException.Unsupported(
        Problem.of("build again what the failed build has finished", "", reason));
  }
}
