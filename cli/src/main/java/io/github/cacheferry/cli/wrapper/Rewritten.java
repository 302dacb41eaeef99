package io.github.cacheferry.cli.wrapper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command as it is run.
 *
 * @param words the program and its arguments
 * @param variables the environment variables to set for it
 * @param files the files that it reads and that are to be there first: paths and contents
 */
public record Rewritten(
    List<String> words, Map<String, String> variables, Map<String, String> files) {
  public Rewritten {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
    files = Map.copyOf(files);
  }

  /** A command that needs no files. */
  public Rewritten(List<String> words, Map<String, String> variables) {
    this(words, variables, Map.of());
  }

  /** Words of one command that sets the variables and runs the words. */
  public List<String> line() {
    if (variables.isEmpty()) {
      return words;
    }
    var line = new ArrayList<String>(List.of("env"));
    new TreeMap<>(variables).forEach((name, value) -> line.add(name + "=" + value));
    line.addAll(words);
    return line;
  }
}
