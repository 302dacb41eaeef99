package io.github.cacheferry.cli.command;

import org.jspecify.annotations.Nullable;

/** The program's version. */
public final class Version {
  private Version() {}

  /** {@code cacheferry 1.2.3}, from the jar's manifest. */
  public static String text() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return "cacheferry " + (version == null ? "development" : version);
  }
}
