package io.github.cacheferry.model;

/** The forms in which BuildKit writes a cache manifest. */
public enum ManifestShape {
  /** An OCI image manifest whose config is the cache config: the default since BuildKit 0.21. */
  OCI_IMAGE(MediaTypes.OCI_MANIFEST),
  /**
   * An OCI index that lists layers and, last, the config: the older form, which some registries
   * refuse.
   */
  OCI_INDEX(MediaTypes.OCI_INDEX),
  /** The same as a Docker manifest list, with Docker's layer types. */
  DOCKER_LIST(MediaTypes.DOCKER_LIST);

  private final String mediaType;

  ManifestShape(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The manifest's media type. */
  public String mediaType() {
    return mediaType;
  }

  /** Whether the config is one of the listed descriptors rather than a field of its own. */
  public boolean isIndex() {
    return this != OCI_IMAGE;
  }
}
