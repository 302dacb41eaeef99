package io.github.cacheferry.registry;

import io.github.cacheferry.model.Digest;
import okhttp3.HttpUrl;

/** The URLs of the registry API. */
final class Paths {
  private Paths() {}

  static HttpUrl manifest(HttpUrl base, String repository, String qualifier) {
    return in(base, repository, "manifests").addPathSegment(qualifier).build();
  }

  static HttpUrl blob(HttpUrl base, String repository, Digest digest) {
    return in(base, repository, "blobs").addPathSegment(digest.toString()).build();
  }

  static HttpUrl.Builder uploads(HttpUrl base, String repository) {
    return in(base, repository, "blobs/uploads/");
  }

  private static HttpUrl.Builder in(HttpUrl base, String repository, String path) {
    return base.newBuilder().encodedPath("/v2/").addPathSegments(repository + "/" + path);
  }
}
