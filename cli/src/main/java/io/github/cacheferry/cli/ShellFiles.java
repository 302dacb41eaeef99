package io.github.cacheferry.cli;

import io.github.cacheferry.cli.shell.CommandPage;
import io.github.cacheferry.cli.shell.ManPage;
import io.github.cacheferry.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what shells and man read of the commands; the build runs it. */
public final class ShellFiles {
  private ShellFiles() {}

  /** Takes the directory to write to, which becomes a part of /usr/share, and the version. */
  public static void main(String[] arguments) throws IOException {
    Path share = Path.of(arguments[0]);
    write(share, "cacheferry " + arguments[1]);
    put(share.resolveSibling("version"), arguments[1] + "\n"); // the launcher tells docker of it
  }

  static void write(Path share, String version) throws IOException {
    List<CommandPage> pages = CommandName.pages();
    for (Shell shell : Shell.values()) {
      put(share.resolve(shell.file()), shell.completion(pages));
    }
    Path manual = share.resolve("man/man1");
    put(manual.resolve("cacheferry.1"), ManPage.overview(Overview.text(), pages, version));
    for (CommandPage page : pages) {
      put(manual.resolve(ManPage.name(page) + ".1"), ManPage.text(page, version));
    }
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
