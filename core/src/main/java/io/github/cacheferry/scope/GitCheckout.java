package io.github.cacheferry.scope;

import io.github.cacheferry.scope.Variables.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the checkout around a directory tells of branches, read from its files: two symbolic refs,
 * which git keeps one a file. Where git keeps refs otherwise (reftable), or there is no checkout,
 * nothing is known.
 */
final class GitCheckout {
  private static final int LONGEST = 8 * 1024;
  private static final int DEEPEST = 64;

  private final Path directory;

  GitCheckout(Path directory) {
    this.directory = directory;
  }

  /** The branch that is checked out; empty if a commit is. */
  Optional<Value> branch() {
    return gitDirectory()
        .flatMap(git -> symbolic(git.resolve("HEAD"), "refs/heads/"))
        .filter(name -> !name.equals(".invalid"))
        .map(name -> new Value(name, "git's HEAD"));
  }

  /** The default branch of the repository that was cloned, if the clone asked for it. */
  Optional<Value> defaultBranch() {
    return gitDirectory()
        .map(GitCheckout::common)
        .flatMap(git -> symbolic(git.resolve("refs/remotes/origin/HEAD"), "refs/remotes/origin/"))
        .map(name -> new Value(name, "git's origin/HEAD"));
  }

  private Optional<Path> gitDirectory() {
    Optional<Path> at = Optional.of(directory.toAbsolutePath().normalize());
    for (int depth = 0; at.isPresent() && depth < DEEPEST; depth++) {
      Path git = at.get().resolve(".git");
      if (Files.isDirectory(git)) {
        return Optional.of(git);
      }
      Optional<Path> elsewhere = pointer(git, "gitdir: ");
      if (elsewhere.isPresent()) {
        return elsewhere;
      }
      at = Optional.ofNullable(at.get().getParent());
    }
    return Optional.empty();
  }

  /** A worktree shares its remotes' refs with the others. */
  private static Path common(Path git) {
    return pointer(git.resolve("commondir"), "").orElse(git);
  }

  private static Optional<Path> pointer(Path file, String prefix) {
    try {
      return content(file)
          .filter(text -> text.startsWith(prefix) && text.length() > prefix.length())
          .map(text -> file.resolveSibling(text.substring(prefix.length())).normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> symbolic(Path file, String prefix) {
    return content(file)
        .flatMap(text -> new Value(text, "").after("ref: " + prefix))
        .map(Value::text)
        .filter(ScopeName::isSound);
  }

  private static Optional<String> content(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty(); // a checkout that cannot be read tells nothing
    }
  }
}
