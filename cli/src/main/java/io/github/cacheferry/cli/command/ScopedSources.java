package io.github.cacheferry.cli.command;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.importers.Importers;
import io.github.cacheferry.scope.ScopeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code --cache-from} names, each in all scopes that the job may read, in that order. */
final class ScopedSources {
  private final List<Importers.ImporterSpec> specs = new ArrayList<>();
  private final List<Optional<ScopeName>> scopes = new ArrayList<>();

  private final List<Integer> groups = new ArrayList<>();

  private ScopedSources() {}

  /**
   * The sources that the texts name.
   *
   * @throws CacheException.Usage if one of them makes no sense
   */
  static ScopedSources of(List<String> texts, Scoping scoping, Redactor redactor)
      throws CacheException.Usage {
    var sources = new ScopedSources();
    for (int group = 0; group < texts.size(); group++) {
      String text = texts.get(group);
      Importers.ImporterSpec literal = Specs.source(text, redactor);
      for (Scoping.Scoped read : scoping.reads(literal.spec())) {
        sources.specs.add(Importers.check(read.spec()));
        sources.scopes.add(read.scope());
        sources.groups.add(group);
      }
    }
    return sources;
  }

  /** The sources, in the order in which they are tried. */
  List<Importers.ImporterSpec> specs() {
    return specs;
  }

  /** Which of the texts named the source at this place. */
  int group(int index) {
    return groups.get(index);
  }

  /** The scope whose cache the source at this place is. */
  Optional<ScopeName> scope(int index) {
    return scopes.get(index);
  }
}
