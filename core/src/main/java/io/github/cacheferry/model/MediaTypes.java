package io.github.cacheferry.model;

import java.util.Set;

/** The media types that BuildKit reads and writes in caches, and what they say of a blob. */
public final class MediaTypes {
  /** BuildKit's cache config; an importer knows a cache by it. */
  public static final String CACHE_CONFIG = "application/vnd.buildkit.cacheconfig.v0";

  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final String DOCKER_FOREIGN_LAYER =
      "application/vnd.docker.image.rootfs.foreign.diff.tar";

  private static final Set<String> MANIFESTS =
      Set.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST);

  private MediaTypes() {}

  /** Whether this is the type of a manifest or an index, OCI's or Docker's. */
  public static boolean isManifest(String mediaType) {
    return MANIFESTS.contains(mediaType);
  }

  /** The OCI name of a layer type: {@code +gzip} for {@code .gzip}; any other type as it is. */
  public static String toOciLayer(String mediaType) {
    for (String docker : new String[] {DOCKER_LAYER, DOCKER_FOREIGN_LAYER}) {
      if (mediaType.equals(docker)) {
        return OCI_LAYER;
      }
      if (mediaType.startsWith(docker + ".")) {
        return OCI_LAYER + "+" + mediaType.substring(docker.length() + 1);
      }
    }
    return mediaType;
  }

  /** Docker's name of a layer type: {@code .gzip} for {@code +gzip}; any other type as it is. */
  public static String toDockerLayer(String mediaType) {
    if (mediaType.equals(OCI_LAYER)) {
      return DOCKER_LAYER;
    }
    if (mediaType.startsWith(OCI_LAYER + "+")) {
      return DOCKER_LAYER + "." + mediaType.substring(OCI_LAYER.length() + 1);
    }
    return mediaType;
  }
}
