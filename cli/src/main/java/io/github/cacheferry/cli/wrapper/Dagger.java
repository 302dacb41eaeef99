package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code dagger}, whose version decides whether and how it is given caches. */
public final class Dagger implements BuildTool {
  private static final Pattern VERSION =
      Pattern.compile("\\bv?(\\d{1,4})\\.(\\d{1,4})\\.\\d{1,4}\\b");

  private static final String ACTION = "give dagger a cache";

  private final CommandWords command;

  Dagger(CommandWords command) {
    this.command = command;
  }

  /** The command that tells the version, for {@link #at}. */
  public List<String> asking() {
    var asking = new ArrayList<String>(command.started());
    asking.add("version");
    return asking;
  }

  /**
   * The command of a dagger of this version.
   *
   * @param printed what {@link #asking} printed
   * @param environment where the user's own settings are, which are kept
   * @param layout the spec of the directory that is to hold the cache
   * @throws CacheException.Usage if that version, or its command, cannot be given caches
   */
  public WholeBuild at(String printed, Map<String, String> environment, String layout)
      throws CacheException.Usage {
    Matcher version = VERSION.matcher(printed);
    if (!version.find()) {
      throw unknown(asked() + " does not tell a version");
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    if (major > 0 || minor > 20) {
      throw refused(
          version.group() + " ignores caches, as dagger does since 0.21",
          "Run it without cacheferry: its engine keeps its cache in a volume. Or use dagger 0.20.");
    }
    if (minor >= DaggerVariables.JOINT) {
      checkUnquoted(layout);
      return minor >= DaggerVariables.SEPARATE
          ? DaggerVariables.separate(command.words(), environment)
          : DaggerVariables.joint(command.words(), environment);
    }
    if (minor == 3) {
      throw refused(version.group() + " knows no caches", "Use dagger 0.4 to 0.20.");
    }
    return DaggerDo.of(command)
        .orElseThrow(
            () -> refused(version.group() + " takes caches with dagger do only", "Run that."));
  }

  /**
   * An error for a dagger that does not tell its version.
   *
   * @param reason what it did instead
   */
  public static CacheException.Usage unknown(String reason) {
    return refused(
        reason,
        "How caches are given depends on the version; around others than 0.4 to 0.20 use cacheferry"
            + " import and cacheferry export.");
  }

  /** The command that tells the version, in a line. */
  public String asked() {
    return String.join(" ", asking());
  }

  private static void checkUnquoted(String layout) throws CacheException.Usage {
    if (layout.indexOf('"') >= 0) {
      throw refused(
          "it cannot be told of a directory with a comma or a quote in its name, as in " + layout,
          "Name another one with --dir.");
    }
  }

  static CacheException.Usage refused(String reason, String advice) {
    return new CacheException.Usage(new Problem(ACTION, "", reason, advice));
  }
}
