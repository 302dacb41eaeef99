package io.github.cacheferry.cli;

import org.jspecify.annotations.Nullable;

/** The program's version. */
final class Version {
  private Version() {}

  /** {@code cacheferry 1.2.3}, from the jar's manifest. */
  static String text() {
    @Nullable String version = Version.class.getPackage().getImplementationVersion();
    return "cacheferry " + (version == null ? "development" : version);
  }
}
