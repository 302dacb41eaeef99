package io.github.cacheferry.cli.report;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cli.output.Console;
import io.github.cacheferry.cli.output.JsonText;
import io.github.cacheferry.cli.output.Units;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.TrustTier;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is shown of the exports that went into a cache. */
final class Contributions {
  /** More than these are only counted. */
  private static final int SHOWN = 8;

  private Contributions() {}

  /** Writes a line for each export, newest first; nothing where none is recorded. */
  static void write(Console console, Cache cache, Instant now) {
    List<Contribution> all = cache.contributions();
    if (all.isEmpty()) {
      return;
    }
    console.out("  trust     " + cache.tier().map(TrustTier::wire).orElse("unknown"));
    for (int i = all.size() - 1; i >= Math.max(0, all.size() - SHOWN); i--) {
      console.out("  export    " + line(all.get(i), now));
    }
    if (all.size() > SHOWN) {
      console.out("            and " + (all.size() - SHOWN) + " older ones");
    }
  }

  private static String line(Contribution export, Instant now) {
    var words = new ArrayList<String>();
    for (String word :
        List.of(export.repository(), export.ref(), export.target(), export.platform())) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    export.tier().ifPresent(tier -> words.add("(" + tier.wire() + ")"));
    Units.age(export.at(), now).ifPresent(words::add);
    if (!export.run().isEmpty()) {
      words.add(export.run());
    }
    return String.join(" ", words);
  }

  /** The fields of an export. */
  static void writeJson(JsonText json, Contribution export) throws IOException {
    json.field("id", export.id())
        .field("at", export.at().text())
        .field("tier", export.tier().map(TrustTier::wire))
        .field("repository", known(export.repository()))
        .field("ref", known(export.ref()))
        .field("run", known(export.run()))
        .field("target", known(export.target()))
        .field("platform", known(export.platform()))
        .strings("leaves", export.leaves());
  }

  private static Optional<String> known(String text) {
    return Optional.of(text).filter(any -> !any.isEmpty());
  }
}
