package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The oldest versions with which a build can use a spec itself. BuildKit passes over attributes
 * that it does not know, so that those who use one too early are not told.
 *
 * @param feature what came with these versions
 * @param buildKit the oldest BuildKit
 * @param buildx the oldest buildx, where it is buildx that must know
 * @param needed whether a build fails without it
 * @see <a href="https://github.com/moby/buildkit/blob/master/README.md">BuildKit's README</a>
 */
record Floor(String feature, Optional<Release> buildKit, Optional<Release> buildx, boolean needed) {
  /** The first that reads caches whose manifest is an image manifest. */
  static final Release IMAGE_MANIFESTS = new Release(0, 12);

  /** The first that writes them without being asked. */
  static final Release IMAGE_MANIFESTS_BY_DEFAULT = new Release(0, 21);

  /**
   * The first whose {@code bake --set} knows {@code +=}; {@code --allow fs} came before, with 0.19.
   *
   * @see <a href="https://github.com/docker/docs/pull/22273">the documentation that came with
   *     it</a>
   */
  static final Release BAKE_APPENDS = new Release(0, 22);

  /** Minor versions of BuildKit by attribute, where another type does not have the same name. */
  private static final Map<String, Integer> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("ignore-error", 12),
          Map.entry("image-manifest", 12),
          Map.entry("registry.insecure", 12),
          Map.entry("tag", 11),
          Map.entry("timeout", 13),
          Map.entry("repository", 14),
          Map.entry("ghtoken", 14),
          Map.entry("upload_parallelism", 16),
          Map.entry("disable_accept_encoding", 30),
          Map.entry("retry_mode", 30),
          Map.entry("retry_max_attempts", 30));

  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "True", "TRUE");

  /** What this spec needs in this environment. */
  static List<Floor> of(Place place, RunContext context) {
    var floors = new ArrayList<Floor>();
    switch (place.type()) {
      case "s3", "azblob" -> floors.add(daemon("type=" + place.type(), 11, true));
      case "gha" -> {
        if (isSecondVersion(place, context)) {
          floors.add(
              new Floor(
                  "version 2 of GitHub's cache service",
                  Optional.of(new Release(0, 20)),
                  Optional.of(new Release(0, 21)),
                  true));
        }
      }
      default -> {
        // Every version that is still around has them.
      }
    }
    for (String name : place.spec().attributes().keySet()) {
      Integer minor = ATTRIBUTES.get(name);
      if (minor != null) {
        floors.add(daemon(name + "=", minor, false));
      }
    }
    if (place.attribute("reset").filter(TRUE::contains).isPresent()) {
      floors.add(new Floor("reset=true", Optional.empty(), Optional.of(new Release(0, 35)), false));
    }
    return floors;
  }

  /** Whether buildx would have the daemon speak the newer protocol. */
  private static boolean isSecondVersion(Place place, RunContext context) {
    return place.attribute("version").filter("2"::equals).isPresent()
        || place.attribute("url_v2").isPresent()
        || context.variable("ACTIONS_CACHE_SERVICE_V2").filter(TRUE::contains).isPresent()
        || (context.variable("ACTIONS_CACHE_URL").isEmpty()
            && context.variable("ACTIONS_RESULTS_URL").isPresent());
  }

  private static Floor daemon(String feature, int minor, boolean needed) {
    return new Floor(feature, Optional.of(new Release(0, minor)), Optional.empty(), needed);
  }

  /** What is told of a spec and a version that is too old for it. */
  Finding finding(Trap trap, Release found, Release floor, Place place) {
    String what =
        feature
            + " needs "
            + floor
            + " or newer, and this is "
            + found
            + (needed
                ? ": a build that uses the spec itself fails"
                : ": a build that uses the spec itself passes over it");
    return Finding.of(trap, what, place.spec().toString())
        .atMost(needed ? Level.PROBLEM : Level.WARNING);
  }
}
