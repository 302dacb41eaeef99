package io.github.cacheferry.cli.wrapper;

import java.util.ArrayList;
import java.util.List;

/**
 * The caches that a build is to read and write.
 *
 * @param from specs as for {@code --cache-from}
 * @param to specs as for {@code --cache-to}
 */
public record CacheFlags(List<String> from, List<String> to) {
  public CacheFlags {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** Option and value by turns, under the names that these options have with a tool. */
  public List<String> words(String fromOption, String toOption) {
    var words = new ArrayList<String>();
    for (String spec : from) {
      words.addAll(List.of(fromOption, spec));
    }
    for (String spec : to) {
      words.addAll(List.of(toOption, spec));
    }
    return words;
  }
}
