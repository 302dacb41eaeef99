package io.github.cacheferry.cli.command;

import java.util.Locale;

/** Platforms, in Docker's words. */
final class Platform {
  private Platform() {}

  /**
   * What a builder on this machine builds for by default: Linux, which on a Mac or on Windows runs
   * in a virtual machine, on the machine's own kind of processor.
   */
  static String ofThisMachine() {
    return "linux/" + architecture(System.getProperty("os.arch", ""));
  }

  /** Go's name for what Java calls a processor. */
  static String architecture(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "x86_64", "amd64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      case "x86", "i386", "i486", "i586", "i686" -> "386";
      default -> name.toLowerCase(Locale.ROOT);
    };
  }
}
