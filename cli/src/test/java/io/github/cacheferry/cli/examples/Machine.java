package io.github.cacheferry.cli.examples;

import io.github.cacheferry.cli.Main;
import io.github.cacheferry.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An empty machine that a job runs on. Its {@code cacheferry} is the program, or there is none and
 * {@code curl} gets it; its {@code docker} checks the cache that a build is to read, and leaves one
 * that BuildKit wrote where it is to write.
 */
final class Machine {
  private static final long PATIENCE_SECONDS = 300;

  private static final String CACHEFERRY =
      """
      #!/bin/sh
      code=0
      JAVA -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp CLASSES MAIN "$@" || code=$?
      echo "$code $*" >>CALLS
      exit $code
      """;

  private static final String DOCKER =
      """
      #!/bin/sh
      fail() { echo "docker: $1" >&2; exit 64; }
      case "$1 $2" in
        login\\ -u)
          [ "$4 $5 $#" = '--password-stdin REGISTRY 5' ] || fail "logs in by $*"
          [ "$3" = user ] || [ "$3" = gitlab-ci-token ] || fail "logs in as $3"
          [ "$(cat)" = secret ] || fail 'not the password'
          exit 0 ;;
        'buildx create') exit 0 ;;
        'buildx build') [ ! -e BROKEN ] || fail 'a step of the build failed' ;;
        *) fail "unexpected: $*" ;;
      esac
      for word; do
        case $word in
          type=local,dest=*)
            to=${word#type=local,dest=}
            to=${to%%,*} ;;
          type=local,src=*)
            from=${word#type=local,src=}
            [ -f "${from%%,*}/index.json" ] || fail "no cache at $from"
            [ "$last" = --cache-from ] || fail "what is $from for"
            echo "docker: reads a cache" ;;
          *) [ "$last" != --cache-from ] || fail "reads $word" ;;
        esac
        last=$word
      done
      [ "$last" = . ] || fail "builds $last"
      [ -n "$to" ] || fail 'no cache is written'
      mkdir -p "$to" && cp -r FIXTURE/. "$to/"
      """;

  private static final String CURL =
      """
      #!/bin/sh
      [ "$*" = '-fsSL https://files.example.com/cacheferry.tar.gz' ] || exit 22
      tar -cz -C RELEASE cacheferry-1
      """;

  private final Path directory;

  /**
   * @param directory an empty directory
   * @param registry what docker logs in to
   * @param installed whether the program is on it
   */
  Machine(Path directory, String registry, boolean installed) throws IOException {
    this.directory = directory;
    for (String name : List.of("bin", "work", "temp", "release/cacheferry-1")) {
      Files.createDirectories(path(name));
    }
    Fixtures.copy("max-image-manifest", path("fixture"));
    program(
        "bin/docker",
        DOCKER
            .replace("FIXTURE", path("fixture").toString())
            .replace("REGISTRY", registry)
            .replace("BROKEN", path("broken").toString()));
    program("bin/curl", CURL.replace("RELEASE", path("release").toString()));
    program("bin/buildkite-agent", "#!/bin/sh\necho \"$@\"\n");
    program(
        installed ? "bin/cacheferry" : "release/cacheferry-1/cacheferry",
        CACHEFERRY
            .replace("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .replace("CLASSES", "'" + System.getProperty("java.class.path") + "'")
            .replace("MAIN", Main.class.getName())
            .replace("CALLS", path("calls").toString()));
  }

  private void program(String name, String text) throws IOException {
    Path file = path(name);
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  /** A path on the machine; {@code work} is where scripts run, {@code temp} is theirs. */
  Path path(String name) {
    return directory.resolve(name);
  }

  /** From now on no build ends well. */
  void breakBuilds() throws IOException {
    Files.createFile(path("broken"));
  }

  /**
   * Runs a script with nothing in its environment but this and where programs are; {@code PATH} is
   * a directory before those.
   */
  Ran run(List<String> shell, String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(shell);
    command.add(script);
    Path output = path("output");
    var builder =
        new ProcessBuilder(command)
            .directory(path("work").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .environment()
        .merge("PATH", path("bin") + ":" + System.getenv("PATH"), (own, rest) -> own + ":" + rest);
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_CACHE_HOME", path("cache").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the script does not end: " + script);
    }
    return new Ran(process.exitValue(), Files.readString(output));
  }

  /** The calls of cacheferry so far: exit code and arguments. */
  List<String> calls() throws IOException {
    return Files.exists(path("calls")) ? Files.readAllLines(path("calls")) : List.of();
  }

  /**
   * What became of a script.
   *
   * @param code its exit code
   * @param output what it wrote to both streams
   */
  record Ran(int code, String output) {}
}
