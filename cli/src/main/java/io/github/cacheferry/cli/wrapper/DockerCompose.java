package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code docker compose build}: the services that have a build section. It has no options for
 * caches, so they go into a further file, whose lists compose adds to those of the files before it.
 * Naming one file keeps compose from looking for its usual ones: {@link #reading} names them too.
 *
 * <p>Compose hands the services to bake with {@code --progress rawjson}, with which bake asks
 * nobody for leave to write outside of the working directory (compose 2.40, buildx 0.29).
 */
public final class DockerCompose implements ManyBuilds, ByBuildx {
  private static final Set<String> GLOBAL = global();
  private static final List<String> FILE = List.of("-f", "--file");
  private static final List<String> DIRECTORY = List.of("--project-directory", "--workdir");

  private final CommandWords build;
  private final List<String> globals;
  private final List<String> files;
  private final String place;

  private DockerCompose(
      CommandWords build, List<String> globals, List<String> files, String place) {
    this.build = build;
    this.globals = globals;
    this.files = List.copyOf(files);
    this.place = place;
  }

  /** Whether compose is what the command is for. */
  static boolean isAddressed(CommandWords command) {
    return command.program().equals("docker-compose")
        || (command.program().equals("docker")
            && command.next(Docker.GLOBAL).word().equals("compose"));
  }

  static Optional<DockerCompose> of(CommandWords command) {
    CommandWords compose = compose(command);
    CommandWords verb = verb(command);
    if (!verb.word().equals("build")) {
      return Optional.empty();
    }
    List<String> globals = verb.before().subList(compose.before().size() + 1, verb.place());
    return Optional.of(new DockerCompose(verb, globals, List.of(), ""));
  }

  /** What compose is asked to do; an empty word if nothing. */
  static CommandWords verb(CommandWords command) {
    return compose(command).next(GLOBAL);
  }

  private static CommandWords compose(CommandWords command) {
    return command.program().equals("docker-compose") ? command : command.next(Docker.GLOBAL);
  }

  @Override
  public boolean readsInput() {
    return values(FILE).contains("-");
  }

  /** Whether the command itself tells which files compose is to read. */
  public boolean namesFiles() {
    return !values(FILE).isEmpty();
  }

  /** The directory in which compose looks for files, if it is not the working directory. */
  public Optional<String> projectDirectory() {
    return values(DIRECTORY).stream().reduce((first, last) -> last);
  }

  /**
   * The same command.
   *
   * @param found the files that compose would find by itself; none if the command names some
   * @param override the path of the further file, without its ending
   */
  public DockerCompose reading(List<String> found, String override) {
    return new DockerCompose(build, globals, found, override);
  }

  @Override
  public List<String> asking(List<String> question, Map<String, String> environment) {
    return Docker.aboutBuilder(build, question, environment);
  }

  /** Services of all profiles: one that is named is built whether its profile is active or not. */
  @Override
  public List<String> listing() {
    var words = command(files);
    words.addAll(List.of("--profile", "*", "config", "--format", "json"));
    return words;
  }

  /** The command that prints the variables that compose goes by, also those in its own files. */
  public List<String> environment() {
    var words = command(List.of());
    words.addAll(List.of("config", "--environment"));
    return words;
  }

  @Override
  public List<String> targets(String printed) throws CacheException.Unsupported {
    return new Listing("compose").names(printed, "services", "build");
  }

  @Override
  public Rewritten with(Map<String, CacheFlags> flags, List<String> directories) {
    boolean reads = flags.values().stream().anyMatch(own -> !own.from().isEmpty());
    if (!reads && flags.values().stream().allMatch(own -> own.to().isEmpty())) {
      return new Rewritten(build.words(), Map.of());
    }
    String override = place + (reads ? "-hit.json" : ".json");
    var all = new ArrayList<String>(files);
    all.add(override);
    List<String> words = command(all);
    words.addAll(build.rest());
    return new Rewritten(words, Map.of(), Map.of(override, ComposeOverride.of(flags)));
  }

  /** Everything before the verb, with these files behind those that the user names. */
  private List<String> command(List<String> more) {
    var words = new ArrayList<String>(build.before());
    more.forEach(file -> words.addAll(List.of("-f", file)));
    return words;
  }

  /** The values of a global option under any of its names. */
  private List<String> values(List<String> names) {
    var values = new ArrayList<String>();
    for (int i = 0; i < globals.size(); i++) {
      String word = globals.get(i);
      for (String name : names) {
        boolean isLong = name.startsWith("--");
        if (word.equals(name) && i + 1 < globals.size()) {
          values.add(globals.get(i + 1));
        } else if (isLong && word.startsWith(name + "=")) {
          values.add(word.substring(name.length() + 1));
        } else if (!isLong && word.startsWith(name) && word.length() > name.length()) {
          values.add(word.substring(name.length()).replaceFirst("^=", ""));
        }
      }
      i += GLOBAL.contains(word) ? 1 : 0;
    }
    return values;
  }

  /** The program of its own knows docker's global options besides. */
  private static Set<String> global() {
    var global = new HashSet<String>(Docker.GLOBAL);
    global.addAll(
        List.of(
            "-f",
            "--file",
            "-p",
            "--project-name",
            "--project-directory",
            "--workdir",
            "--profile",
            "--env-file",
            "--ansi",
            "--parallel",
            "--progress",
            "--insecure-registry"));
    return Set.copyOf(global);
  }
}
