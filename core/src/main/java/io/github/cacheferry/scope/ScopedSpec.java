package io.github.cacheferry.scope;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.spec.CacheSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a scope's name into a cache spec: behind the tag of a registry's reference or of a layout,
 * behind {@code scope} of the Actions cache; where the spec has none of these, behind {@code
 * cache}.
 */
public final class ScopedSpec {
  /** What a tag may have at most, and the others too. */
  private static final int LONGEST = 128;

  private static final String USUAL = "cache";

  /** Where each backend's specs carry a name. A new backend is a line. */
  private static final Map<String, Place> PLACES =
      Map.of(
          "registry", ScopedSpec::reference,
          "local", attribute("tag", "digest"),
          "gha", attribute("scope"),
          "s3", ScopedSpec::names,
          "azblob", ScopedSpec::names);

  private ScopedSpec() {}

  /**
   * The spec of this scope's cache.
   *
   * @return empty if the spec names one cache by its digest, or a backend without names
   * @throws CacheException.Usage if the name that the spec has leaves no room
   */
  public static Optional<CacheSpec> of(CacheSpec spec, ScopeName scope)
      throws CacheException.Usage {
    Place place = PLACES.getOrDefault(spec.type(), (any, name) -> Optional.empty());
    return place.scoped(spec, scope);
  }

  private static Optional<CacheSpec> reference(CacheSpec spec, ScopeName scope)
      throws CacheException.Usage {
    String reference = spec.attributes().getOrDefault("ref", "");
    if (reference.isEmpty() || reference.indexOf('@') >= 0) {
      return Optional.empty();
    }
    int colon = reference.lastIndexOf(':');
    boolean tagged = colon > reference.lastIndexOf('/');
    String tag = tagged ? reference.substring(colon + 1) : "";
    String repository = tagged ? reference.substring(0, colon) : reference;
    return Optional.of(with(spec, "ref", repository + ":" + name(spec, tag, scope)));
  }

  /** A bucket's specs may have several names, with semicolons between. */
  private static Optional<CacheSpec> names(CacheSpec spec, ScopeName scope)
      throws CacheException.Usage {
    var names = new ArrayList<String>();
    for (String own : spec.attributes().getOrDefault("name", "").split(";", -1)) {
      names.add(name(spec, own, scope));
    }
    return Optional.of(with(spec, "name", String.join(";", names)));
  }

  /**
   * @param name the attribute with the name
   * @param exact attributes that name one cache, whatever its name
   */
  private static Place attribute(String name, String... exact) {
    return (spec, scope) -> {
      for (String digest : exact) {
        if (!spec.attributes().getOrDefault(digest, "").isEmpty()) {
          return Optional.empty();
        }
      }
      String own = spec.attributes().getOrDefault(name, "");
      return Optional.of(with(spec, name, name(spec, own, scope)));
    };
  }

  private static String name(CacheSpec spec, String own, ScopeName scope)
      throws CacheException.Usage {
    String prefix = own.isEmpty() ? USUAL : own;
    int room = LONGEST - prefix.length() - 1;
    if (room < Slug.SHORTEST_ROOM) {
      throw new CacheException.Usage(
          new Problem(
              "add the scope " + scope + " to the cache spec " + spec,
              "",
              "its name is so long that the scope's does not fit into " + LONGEST + " characters",
              "Shorten it, or use --scope none."));
    }
    return prefix + "-" + Slug.after(prefix, scope.text(), room);
  }

  private static CacheSpec with(CacheSpec spec, String name, String value) {
    var attributes = new LinkedHashMap<String, String>(spec.attributes());
    attributes.put(name, value);
    return new CacheSpec(spec.type(), attributes);
  }

  /** How a backend's spec gets a scope's name. */
  @FunctionalInterface
  private interface Place {
    Optional<CacheSpec> scoped(CacheSpec spec, ScopeName scope) throws CacheException.Usage;
  }
}
