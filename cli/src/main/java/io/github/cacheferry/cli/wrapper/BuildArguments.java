package io.github.cacheferry.cli.wrapper;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The arguments of a docker build, told apart as its own parser (pflag) does.
 *
 * @param options in their order, under their long names
 * @param others what is no option: the context
 */
record BuildArguments(List<Option> options, List<String> others) {
  /** What a step's result depends on, and where it is built. */
  private static final Set<String> OF_THE_SOLVE =
      Set.of(
          "add-host",
          "allow",
          "build-arg",
          "build-context",
          "builder",
          "cache-from",
          "cgroup-parent",
          "cpu-period",
          "cpu-quota",
          "cpu-shares",
          "cpuset-cpus",
          "cpuset-mems",
          "isolation",
          "memory",
          "memory-swap",
          "network",
          "platform",
          "policy",
          "secret",
          "security-opt",
          "shm-size",
          "ssh",
          "ulimit");

  /** What becomes of the result, and what is shown. */
  private static final Set<String> OF_THE_RESULT =
      Set.of(
          "annotation",
          "attest",
          "cache-to",
          "call",
          "file",
          "iidfile",
          "label",
          "metadata-file",
          "no-cache-filter",
          "output",
          "print",
          "progress",
          "provenance",
          "sbom",
          "tag",
          "target");

  /** Names of the result and what is shown, which are often others with each commit. */
  private static final Set<String> OF_ONE_RUN =
      Set.of("annotation", "iidfile", "label", "metadata-file", "progress", "quiet", "tag");

  private static final Set<String> FLAGS =
      Set.of(
          "check",
          "compress",
          "debug",
          "force-rm",
          "load",
          "no-cache",
          "pull",
          "push",
          "quiet",
          "rm",
          "squash");

  private static final Map<Character, String> SHORT =
      new TreeMap<>(
          Map.of(
              'c',
              "cpu-shares",
              'D',
              "debug",
              'f',
              "file",
              'm',
              "memory",
              'o',
              "output",
              'q',
              "quiet",
              't',
              "tag"));

  BuildArguments {
    options = List.copyOf(options);
    others = List.copyOf(others);
  }

  /**
   * @throws CacheException.Unsupported if there is an option of which it is not known whether the
   *     next word is its value
   */
  static BuildArguments of(List<String> words) throws CacheException.Unsupported {
    var options = new ArrayList<Option>();
    var others = new ArrayList<String>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--")) {
        others.addAll(words.subList(i + 1, words.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        others.add(word);
        continue;
      }
      Option option = word.startsWith("--") ? spelled(word) : initials(word, options);
      if (option.value().isEmpty()) {
        i++;
        if (i == words.size()) {
          throw unknown(word);
        }
        option = new Option(option.name(), Optional.of(words.get(i)));
      }
      options.add(option);
    }
    return new BuildArguments(options, others);
  }

  /** The last value of an option. */
  Optional<String> value(String name) {
    return options.stream()
        .filter(option -> option.name().equals(name))
        .flatMap(option -> option.value().stream())
        .reduce((first, second) -> second);
  }

  /** The options that make the same steps of a Dockerfile, spelled out. */
  List<String> ofTheSolve() {
    return options.stream()
        .filter(option -> OF_THE_SOLVE.contains(option.name()) || option.name().equals("pull"))
        .map(Option::toString)
        .toList();
  }

  /** All but the options that do not change what is built, spelled out. */
  List<String> built() {
    var built = new ArrayList<String>();
    options.stream()
        .filter(option -> !OF_ONE_RUN.contains(option.name()))
        .forEach(option -> built.add(option.toString()));
    built.add("--");
    built.addAll(others);
    return built;
  }

  private static Option spelled(String word) throws CacheException.Unsupported {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    Optional<String> value =
        equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
    if (FLAGS.contains(name)) {
      return new Option(name, value.or(() -> Optional.of("true")));
    }
    if (!OF_THE_SOLVE.contains(name) && !OF_THE_RESULT.contains(name)) {
      throw unknown(word);
    }
    return new Option(name, value);
  }

  /** Flags of a letter each may share a word with an option of a letter, which is then the last. */
  private static Option initials(String word, List<Option> flags)
      throws CacheException.Unsupported {
    for (int i = 1; i < word.length(); i++) {
      String name = SHORT.getOrDefault(word.charAt(i), "");
      String rest = word.substring(i + 1);
      if (name.isEmpty()) {
        throw unknown(word);
      }
      if (!FLAGS.contains(name)) {
        String value = rest.startsWith("=") ? rest.substring(1) : rest;
        return new Option(name, rest.isEmpty() ? Optional.empty() : Optional.of(value));
      }
      Option flag = new Option(name, Optional.of("true"));
      if (rest.isEmpty()) {
        return flag;
      }
      if (rest.startsWith("=")) {
        return new Option(name, Optional.of(rest.substring(1)));
      }
      flags.add(flag);
    }
    throw unknown(word);
  }

  private static CacheException.Unsupported unknown(String word) {
    return new CacheException.Unsupported(
        Problem.of(
            "build again what the failed build has finished",
            "",
            "the build's option " + word + " is not known here"));
  }

  /**
   * An option.
   *
   * @param name the long one, without dashes
   * @param value empty if it is the next word
   */
  record Option(String name, Optional<String> value) {
    @Override
    public String toString() {
      return "--" + name + "=" + value.orElse("");
    }
  }
}
