package io.github.cacheferry.graph;

import io.github.cacheferry.cache.Cache;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Digest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The part of a cache that certain builds brought, where their exports are recorded. */
public final class Labelled {
  private Labelled() {}

  /**
   * The cache with the final results that exports of this target and platform brought, and all that
   * these need. All exports stay recorded: others may have brought steps that are shared.
   *
   * @param target the target's name; empty for any
   * @param platform the platform; empty for any
   * @param where where the cache was read, for a person
   * @throws CacheException.Unsupported if nothing, or not all, is recorded of such exports
   */
  public static Cache keep(Cache cache, String target, String platform, String where)
      throws CacheException.Unsupported {
    List<Contribution> exports =
        cache.contributions().stream()
            .filter(export -> target.isEmpty() || export.target().equals(target))
            .filter(export -> platform.isEmpty() || export.platform().equals(platform))
            .toList();
    String what = (target + " " + platform).strip();
    if (exports.isEmpty()) {
      throw unknown(what, where, "no export of it is recorded; there are: " + labels(cache));
    }
    Set<LeafId> wanted = new HashSet<>();
    for (Contribution export : exports) {
      if (export.leaves().size() >= Contribution.MOST_LEAVES) {
        throw unknown(what, where, "an export of it has more final results than are recorded");
      }
      export.leaves().stream()
          .filter(leaf -> leaf.length() == Digest.HEX_LENGTH)
          .map(LeafId::new)
          .forEach(wanted::add);
    }
    Cache kept = Leaves.keep(cache, wanted);
    if (kept.config().layers().isEmpty()) {
      throw unknown(what, where, "the cache has none of its final results any more");
    }
    return kept;
  }

  private static String labels(Cache cache) {
    var labels = new TreeSet<String>();
    for (Contribution export : cache.contributions()) {
      labels.add((export.target() + " " + export.platform()).strip());
    }
    labels.remove("");
    return labels.isEmpty() ? "none with a target or platform" : String.join(", ", labels);
  }

  private static CacheException.Unsupported unknown(String what, String where, String why) {
    return new CacheException.Unsupported(
        new Problem(
            "tell what " + what + " needs",
            where,
            why,
            "Export with --target and --platform, or copy all of it."));
  }
}
