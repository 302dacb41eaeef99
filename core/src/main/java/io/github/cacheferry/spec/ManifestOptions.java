package io.github.cacheferry.spec;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.ManifestShape;
import java.util.Optional;

/**
 * The attributes that every exporter with manifests has: {@code image-manifest}, {@code
 * oci-mediatypes}, {@code mode}, {@code compression…}, {@code ignore-error}.
 *
 * @param shape the form to write; empty to keep the one that the cache has
 */
public record ManifestOptions(Optional<ManifestShape> shape) {
  /** Adds these attributes to an exporter's schema. */
  public static SpecSchema addTo(SpecSchema schema) {
    return schema
        .choice("mode", "min", "max")
        .flag("ignore-error", "image-manifest", "oci-mediatypes", "force-compression")
        .choice("compression", "uncompressed", "gzip", "estargz", "zstd")
        .number("compression-level");
  }

  /**
   * What the attributes ask for. As in BuildKit since 0.22, {@code oci-mediatypes=false} alone
   * implies the index shape.
   *
   * @throws CacheException.Usage for {@code image-manifest=true,oci-mediatypes=false}, which no
   *     BuildKit reads, and for {@code force-compression=true}: a copy keeps its blobs as they are
   */
  public static ManifestOptions of(SpecValues values) throws CacheException.Usage {
    Optional<Boolean> image = values.flag("image-manifest");
    Optional<Boolean> oci = values.flag("oci-mediatypes");
    if (values.isTrue("force-compression")) {
      throw SpecProblem.of(
          values.spec().toString(),
          "force-compression would change every blob, and this version copies blobs as they are",
          "Leave it out here and give it to the build that writes the cache.");
    }
    if (image.orElse(false) && !oci.orElse(true)) {
      throw SpecProblem.of(
          values.spec().toString(),
          "an image manifest needs OCI media types",
          "Leave out oci-mediatypes=false, or set image-manifest=false.");
    }
    if (image.isEmpty() && oci.isEmpty()) {
      return new ManifestOptions(Optional.empty());
    }
    if (!oci.orElse(true)) {
      return new ManifestOptions(Optional.of(ManifestShape.DOCKER_LIST));
    }
    return new ManifestOptions(
        Optional.of(image.orElse(true) ? ManifestShape.OCI_IMAGE : ManifestShape.OCI_INDEX));
  }
}
