package io.github.cacheferry.cli;

/** The help of the program as a whole. */
final class Overview {
  private static final int COLUMN = 12;

  private Overview() {}

  /** What the program is for and which commands it has. */
  static String text() {
    var text = new StringBuilder();
    text.append(
        """
        Usage: cacheferry COMMAND [OPTION...]

        Ferries BuildKit's build caches: to the builder before a build, away after it, and from any
        backend to any other. Caches are named in BuildKit's own words, as for --cache-from and
        --cache-to: type=registry,ref=ghcr.io/acme/app:cache, type=local,src=DIR or
        type=gha,scope=app.

        Commands:
        """);
    for (CommandName name : CommandName.values()) {
      text.append("  ").append(name.word());
      text.append(" ".repeat(COLUMN - name.word().length())).append(name.summary()).append('\n');
    }
    text.append(
        """

        Options:
          -V, --version   show the version
          -h, --help      show this help; cacheferry COMMAND --help shows a command's

        An option that is not given comes from the environment (CACHEFERRY_ and its name), from
        .cacheferry.yaml in the repository or from a file of your own: see cacheferry config.

        A CI job:
          flags=$(cacheferry import --cache-from ghcr.io/acme/app:cache)
          docker buildx build $flags .
          cacheferry export --cache-to ghcr.io/acme/app:cache

        Exit codes:
          0 done    1 failure    2 usage    3 no such cache, with --fail-on-miss    4 partly done
          5 refused by the trust policy    6 bytes are not what they should be
          124 time budget spent    130, 143 ended by SIGINT, SIGTERM
        """);
    return text.toString();
  }
}
