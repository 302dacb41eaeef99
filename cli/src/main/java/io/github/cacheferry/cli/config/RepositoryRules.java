package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the repository's file may say. A pull request can change it, and the job that reads it may
 * have credentials and be trusted more than who wrote the file: so nothing in it loosens what the
 * job relies on, sends a token elsewhere, or leaves the checkout.
 *
 * @param repository the file
 * @param workingDirectory what the paths of arguments are relative to
 */
record RepositoryRules(RepositoryFile repository, Path workingDirectory) {
  private static final Set<String> ANYWHERE =
      Set.of(
          "mode",
          "ignore-error",
          "image-manifest",
          "oci-mediatypes",
          "compression",
          "compression-level",
          "force-compression");

  /** Of each backend what says which cache, not how its server is reached. */
  private static final Map<String, Set<String>> ATTRIBUTES =
      Map.of(
          "local", Set.of("src", "dest", "tag", "digest", "reset"),
          "registry", Set.of("ref"),
          "gha", Set.of("scope", "version", "timeout", "repository", "pack"));

  /** What a run writes beside its directory, by what is added to the directory's name. */
  private static final List<String> BESIDE =
      List.of("-targets", "-compose.json", "-compose-hit.json", "-finished");

  /** A project has some dozen targets. */
  private static final int MOST_TARGETS = 10_000;

  /**
   * The setting, its paths relative to the working directory.
   *
   * @throws CacheException.Usage if the file may not say that
   */
  Setting checked(Setting setting, ConfigKey key) throws CacheException.Usage {
    boolean elsewhere = !setting.section().isEmpty() && !key.reaches(setting.section());
    return switch (elsewhere ? key.elsewhereInRepository() : key.inRepository()) {
      case ALLOWED -> setting;
      case REFUSED ->
          throw ConfigProblem.of(
              setting.place(),
              "a repository's file may not set " + key.word() + ": any pull request could",
              "Set it with --"
                  + key.word()
                  + ", in the environment ("
                  + Variables.name(setting.section(), key.word())
                  + ") or in the user's file.");
      case BOUNDED -> setting.with(bounded(setting, key));
    };
  }

  private List<String> bounded(Setting setting, ConfigKey key) throws CacheException.Usage {
    var values = new ArrayList<String>();
    for (String value : setting.values()) {
      values.add(
          key.isSpec() ? spec(value, setting, key) : directory(value, setting.place(), key.word()));
    }
    return values;
  }

  private String spec(String text, Setting setting, ConfigKey key) throws CacheException.Usage {
    CacheSpec spec = CacheSpec.parse(text);
    Set<String> known = ATTRIBUTES.getOrDefault(spec.type(), Set.of());
    var attributes = new LinkedHashMap<String, String>();
    for (Map.Entry<String, String> attribute : spec.attributes().entrySet()) {
      String name = attribute.getKey();
      if (!known.contains(name) && !ANYWHERE.contains(name)) {
        throw ConfigProblem.of(
            setting.place(),
            SpecSecrets.isSecret(name)
                ? name + " is a secret, which does not belong in a repository"
                : "a repository's file may not say "
                    + name
                    + " of type="
                    + spec.type()
                    + ": any pull request could",
            "Put the whole spec into the environment ("
                + Variables.name(setting.section(), key.word())
                + ") or into the user's file.");
      }
      boolean path = spec.type().equals("local") && (name.equals("src") || name.equals("dest"));
      attributes.put(
          name, path ? inside(attribute.getValue(), setting.place(), name) : attribute.getValue());
    }
    return new CacheSpec(spec.type(), attributes).toString();
  }

  /** The directory, if neither it nor what is written beside it leads out of the checkout. */
  private String directory(String text, String place, String what) throws CacheException.Usage {
    String inside = inside(text, place, what);
    Path path = repository.file().resolveSibling(text).normalize();
    if (path.equals(repository.root().normalize())) {
      throw ConfigProblem.of(
          place,
          what + " is the root of the checkout",
          "Name a directory in it: what is written beside that would be outside.");
    }
    for (String ending : BESIDE) {
      inside(path + ending, place, what + ending);
    }
    for (Path target : targets(Path.of(path + "-targets"), place)) {
      inside(target.toString(), place, what + "-targets");
    }
    // A path that ends with a dot has other neighbours once that is resolved.
    return Path.of(inside).normalize().toString().equals(inside) ? inside : path.toString();
  }

  private static List<Path> targets(Path directory, String place) throws CacheException.Usage {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      List<Path> targets = all.limit(MOST_TARGETS + 1L).toList();
      if (targets.size() > MOST_TARGETS) {
        throw ConfigProblem.of(place, "more than " + MOST_TARGETS + " are in " + directory, "");
      }
      return targets;
    } catch (CacheException.Usage e) {
      throw e;
    } catch (IOException | UncheckedIOException e) {
      throw ConfigProblem.of(place, directory + " cannot be read: " + e.getMessage(), "");
    }
  }

  /** The path, if neither it nor a link on its way leads out of the checkout. */
  private String inside(String text, String place, String what) throws CacheException.Usage {
    Path directory = repository.file().resolveSibling("");
    try {
      Path path = directory.resolve(text).normalize();
      if (path.startsWith(repository.root().normalize())
          && real(path).startsWith(repository.root().toRealPath())) {
        return directory.equals(workingDirectory) ? text : path.toString();
      }
    } catch (InvalidPathException | IOException e) {
      throw ConfigProblem.of(place, what + " is no path that can be used: " + e.getMessage(), "");
    }
    throw ConfigProblem.of(
        place,
        what + " leads out of the checkout, to " + text,
        "In a repository's file paths stay below " + repository.root() + ".");
  }

  /** Where the path really leads: what of it is not there yet is no link. */
  private static Path real(Path path) throws IOException {
    Path there = path;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    return there.toRealPath().resolve(there.relativize(path));
  }
}
