package io.github.cacheferry.registry;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/** One request of the registry protocol and what its answers mean. */
interface Step<T> {
  /** What it does, for messages: {@code push blob sha256:…}. */
  String action();

  /** The request, without credentials. Made anew for each attempt. */
  Request.Builder request(HttpUrl base);

  /**
   * Takes the result from the response.
   *
   * @throws io.github.cacheferry.http.UnexpectedStatus for a status that the step does not know
   */
  T handle(Response response) throws IOException;

  /** Whether the result reads from the response and closes it; else the caller does. */
  default boolean keepsResponse() {
    return false;
  }

  /** Whether a redirect is to be followed rather than handled. */
  default boolean followsRedirects() {
    return true;
  }
}
