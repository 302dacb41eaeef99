package io.github.cacheferry.cli.config;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.cli.config.Setting.Layer;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.NearMiss;
import io.github.cacheferry.spec.SpecSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is configured, in layers: a value in one replaces all of those after it, lists too.
 *
 * @param environment the environment variables
 * @param files what the files say, the repository's first
 * @param read the files that were read
 */
public record Configuration(
    Map<String, String> environment, List<Setting> files, List<String> read) {
  /** Names the user's file; of the value {@link #NO_FILES} there are none, the repository's too. */
  static final String VARIABLE = "CACHEFERRY_CONFIG";

  static final String NO_FILES = "none";

  public Configuration {
    environment = Map.copyOf(environment);
    files = List.copyOf(files);
    read = List.copyOf(read);
  }

  /**
   * Reads what there is.
   *
   * @param commands the commands that may have a section in a file
   * @throws CacheException.Usage if a file says what makes no sense, or what it may not say
   */
  public static Configuration read(Surroundings around, Collection<String> commands)
      throws CacheException.Usage {
    String named = around.environment().getOrDefault(VARIABLE, "");
    var files = new ArrayList<Setting>();
    var read = new ArrayList<String>();
    if (!named.equals(NO_FILES)) {
      var reader = new Reader(around, commands, files, read);
      reader.repository();
      reader.user(named);
    }
    for (Map.Entry<String, String> variable : around.environment().entrySet()) {
      if (Variables.mayHoldSpecs(variable.getKey())) {
        SpecSecrets.learn(variable.getValue(), around.redactor());
      }
    }
    return new Configuration(around.environment(), files, read);
  }

  /** Whether nothing is configured: most runs need not look further. */
  boolean isEmpty() {
    for (String name : environment.keySet()) {
      if (Variables.mayBeOne(name)) {
        return false;
      }
    }
    return files.isEmpty();
  }

  /** What counts for a command's option. */
  Optional<Setting> find(String command, ConfigKey key) {
    return Variables.find(environment, command, key)
        .or(() -> inFile(Layer.REPOSITORY, command, key))
        .or(() -> inFile(Layer.USER, command, key));
  }

  private Optional<Setting> inFile(Layer layer, String command, ConfigKey key) {
    return inFile(layer, command, key.word())
        .or(() -> key.reaches(command) ? inFile(layer, "", key.word()) : Optional.empty());
  }

  private Optional<Setting> inFile(Layer layer, String section, String word) {
    for (Setting setting : files) {
      if (setting.layer() == layer
          && setting.section().equals(section)
          && setting.key().equals(word)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /** What the files say for this command alone. */
  List<Setting> section(String command) {
    return files.stream().filter(setting -> setting.section().equals(command)).toList();
  }

  /**
   * The process that is configured.
   *
   * @param environment the environment variables
   * @param workingDirectory where the repository's file is looked for, and above
   * @param home the user's home directory
   * @param redactor is told of the secrets in specs
   */
  public record Surroundings(
      Map<String, String> environment, Path workingDirectory, Path home, Redactor redactor) {}

  /**
   * Reads the files.
   *
   * @param files takes what they say
   * @param read takes their names
   */
  private record Reader(
      Surroundings around, Collection<String> commands, List<Setting> files, List<String> read) {

    void repository() throws CacheException.Usage {
      Optional<RepositoryFile> found =
          RepositoryFile.find(around.workingDirectory(), around.home());
      if (found.isPresent()) {
        var rules = new RepositoryRules(found.get(), around.workingDirectory());
        for (Setting setting : settings(found.get().file(), Layer.REPOSITORY)) {
          files.add(rules.checked(setting, key(setting)));
        }
      }
    }

    void user(String named) throws CacheException.Usage {
      Path file = named.isEmpty() ? usual() : around.workingDirectory().resolve(named);
      if (!named.isEmpty() || Files.exists(file)) {
        files.addAll(settings(file, Layer.USER));
      }
    }

    private Path usual() {
      String config = around.environment().getOrDefault("XDG_CONFIG_HOME", "");
      // The XDG specification: a path that is not absolute is to be ignored.
      Path directory = config.startsWith("/") ? Path.of(config) : around.home().resolve(".config");
      return directory.resolve("cacheferry").resolve("config.yaml");
    }

    private List<Setting> settings(Path file, Layer layer) throws CacheException.Usage {
      String name =
          file.startsWith(around.workingDirectory())
              ? around.workingDirectory().relativize(file).toString()
              : file.toString();
      var settings = new ArrayList<Setting>();
      String text = ConfigText.read(file, name, layer == Layer.USER);
      for (YamlEntries.Entry entry : YamlEntries.parse(text, name)) {
        var setting =
            new Setting(
                entry.section(), entry.key(), entry.values(), layer, name + ":" + entry.line());
        if (key(setting).isSpec()) {
          entry.values().forEach(spec -> SpecSecrets.learn(spec, around.redactor()));
          checkSpecs(setting);
        }
        settings.add(setting);
      }
      read.add(name);
      return settings;
    }

    private static void checkSpecs(Setting setting) throws CacheException.Usage {
      for (String spec : setting.values()) {
        try {
          CacheSpec.parse(spec);
        } catch (CacheException.Usage e) {
          throw ConfigProblem.of(
              setting.place(),
              e.problem().toString(),
              "In brackets a comma ends a value: put quotes around each spec there.");
        }
      }
    }

    private ConfigKey key(Setting setting) throws CacheException.Usage {
      String section = setting.section();
      if (!section.isEmpty() && !commands.contains(section)) {
        throw unknown(setting.place(), section, commands);
      }
      ConfigKey key =
          ConfigKey.find(setting.key())
              .orElseThrow(() -> unknown(setting.place(), setting.key(), ConfigKey.words()));
      if (section.isEmpty() && !key.isForSeveral()) {
        throw ConfigProblem.of(
            setting.place(),
            key.word() + " is for one command alone",
            "Put it under that command's name.");
      }
      return key;
    }

    private static CacheException.Usage unknown(
        String place, String word, Collection<String> known) {
      return ConfigProblem.of(
          place,
          "there is no " + word + " to configure",
          NearMiss.find(word, known).map(near -> "Did you mean " + near + "?").orElse(""));
    }
  }
}
