package io.github.cacheferry.cli.wrapper;

import java.util.List;
import java.util.Map;

/**
 * A command as it is run.
 *
 * @param words the program and its arguments
 * @param variables the environment variables to set for it
 */
public record Rewritten(List<String> words, Map<String, String> variables) {
  public Rewritten {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
  }
}
