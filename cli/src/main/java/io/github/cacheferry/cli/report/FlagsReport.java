package io.github.cacheferry.cli.report;

import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.wrapper.CacheFlags;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The flags of a build.
 *
 * @param tool whose they are
 * @param dir the directory for the build
 * @param cacheFrom what the build reads; nothing if there is no cache, of which BuildKit would warn
 * @param cacheTo what the build writes
 */
public record FlagsReport(Tool tool, String dir, Optional<String> cacheFrom, String cacheTo) {
  /** Writes the report to stdout: in text the flags, on one line of shell words. */
  public void write(Console console, boolean json) {
    if (json) {
      console.json(this::writeJson);
      return;
    }
    console.out(ShellWord.line(flags()));
  }

  private List<String> flags() {
    return new CacheFlags(cacheFrom.stream().toList(), List.of(cacheTo)).words(tool.from, tool.to);
  }

  private void writeJson(JsonText json) throws IOException {
    json.field("schemaVersion", 1)
        .field("command", "flags")
        .field("dir", dir)
        .field("cacheFrom", cacheFrom)
        .field("cacheTo", cacheTo)
        .strings("flags", flags());
  }

  /** A program with flags for caches. */
  public enum Tool {
    /** docker build and docker buildx build. */
    DOCKER("--cache-from", "--cache-to"),
    /** buildctl build. */
    BUILDCTL("--import-cache", "--export-cache");

    private final String from;
    private final String to;

    Tool(String from, String to) {
      this.from = from;
      this.to = to;
    }
  }
}
