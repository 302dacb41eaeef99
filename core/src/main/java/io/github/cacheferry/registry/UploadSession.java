package io.github.cacheferry.registry;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * An upload that the registry has begun.
 *
 * @param location where its next request goes
 */
record UploadSession(HttpUrl location) {
  /**
   * The session that the response's {@code Location} names, absolute or relative.
   *
   * <p>A registry behind a proxy that ends TLS may name itself with {@code http}, when the proxy
   * does not tell it better: on the same host, the scheme that works is kept.
   */
  static UploadSession of(Response response) throws IOException {
    HttpUrl asked = response.request().url();
    HttpUrl location =
        Optional.ofNullable(response.header("Location"))
            .flatMap(text -> Optional.ofNullable(asked.resolve(text)))
            .orElseThrow(
                () -> new ProtocolException("the registry began an upload without a Location"));
    if (asked.isHttps() && !location.isHttps() && asked.host().equals(location.host())) {
      location = location.newBuilder().scheme("https").port(asked.port()).build();
    }
    if (asked.isHttps() && !location.isHttps()) {
      throw new ProtocolException("the registry wants the upload without TLS");
    }
    return new UploadSession(location);
  }
}
