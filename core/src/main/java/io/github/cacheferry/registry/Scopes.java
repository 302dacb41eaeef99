package io.github.cacheferry.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a token is to allow: for each resource ({@code repository:acme/app}) some actions.
 *
 * @param actions the actions by resource
 * @see <a href="https://distribution.github.io/distribution/spec/auth/scope/">Distribution, token
 *     scopes</a>
 */
record Scopes(SortedMap<String, SortedSet<String>> actions) {
  Scopes {
    var copy = new TreeMap<String, SortedSet<String>>();
    actions.forEach(
        (resource, allowed) ->
            copy.put(resource, Collections.unmodifiableSortedSet(new TreeSet<>(allowed))));
    actions = Collections.unmodifiableSortedMap(copy);
  }

  /** Reading a repository. */
  static Scopes pull(String repository) {
    return of("repository:" + repository, List.of("pull"));
  }

  /** Reading and writing a repository. */
  static Scopes push(String repository) {
    return of("repository:" + repository, List.of("pull", "push"));
  }

  /** What a challenge asks for: {@code type:name:action,action}, several of them after blanks. */
  static Scopes parse(String text) {
    Scopes scopes = new Scopes(Collections.emptySortedMap());
    for (String word : text.split(" ", -1)) {
      int colon = word.lastIndexOf(':');
      if (colon > 0 && colon < word.length() - 1) {
        List<String> allowed = Arrays.asList(word.substring(colon + 1).split(",", -1));
        scopes = scopes.plus(of(word.substring(0, colon), allowed));
      }
    }
    return scopes;
  }

  /** Both. */
  Scopes plus(Scopes others) {
    var both = new TreeMap<String, SortedSet<String>>();
    for (Scopes scopes : List.of(this, others)) {
      scopes.actions.forEach(
          (resource, allowed) ->
              both.computeIfAbsent(resource, name -> new TreeSet<>()).addAll(allowed));
    }
    return new Scopes(both);
  }

  /** The wire form, one word for each resource. */
  List<String> words() {
    var words = new ArrayList<String>();
    for (Map.Entry<String, SortedSet<String>> entry : actions.entrySet()) {
      words.add(entry.getKey() + ":" + String.join(",", entry.getValue()));
    }
    return words;
  }

  private static Scopes of(String resource, List<String> allowed) {
    return new Scopes(new TreeMap<>(Map.of(resource, new TreeSet<>(allowed))));
  }
}
