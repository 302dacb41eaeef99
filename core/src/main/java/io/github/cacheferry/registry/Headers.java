package io.github.cacheferry.registry;

import io.github.cacheferry.model.Digest;
import java.util.Optional;
import okhttp3.Response;

/** The response headers that registries have of their own. */
final class Headers {
  private Headers() {}

  /** The digest that the registry says the content has; empty for one of another algorithm. */
  static Optional<Digest> contentDigest(Response response) {
    return Optional.ofNullable(response.header("Docker-Content-Digest"))
        .filter(Digest::isValid)
        .map(Digest::parse);
  }

  /** The content's media type without its parameters, {@code ""} if there is none. */
  static String mediaType(Response response) {
    String value = Optional.ofNullable(response.header("Content-Type")).orElse("");
    int end = value.indexOf(';');
    return (end < 0 ? value : value.substring(0, end)).strip();
  }
}
