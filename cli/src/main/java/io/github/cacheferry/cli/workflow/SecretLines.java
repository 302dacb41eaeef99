package io.github.cacheferry.cli.workflow;

import io.github.cacheferry.cache.Redactor;
import java.util.List;

/** A secret as CI systems mask it: they look line by line, so each line is a secret of its own. */
final class SecretLines {
  private SecretLines() {}

  /** The lines that are long enough to be masked. */
  static List<String> of(String secret) {
    return secret
        .lines()
        .map(String::strip)
        .filter(line -> line.length() >= Redactor.SHORTEST)
        .toList();
  }
}
