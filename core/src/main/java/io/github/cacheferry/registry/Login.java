package io.github.cacheferry.registry;

import java.nio.charset.StandardCharsets;
import okhttp3.Credentials;

/**
 * What a user has to show to a registry.
 *
 * @param username the name; of no meaning for an identity token
 * @param secret the password or the token
 * @param identityToken whether the secret is an OAuth2 refresh token
 * @param source where it was found, for messages
 */
record Login(String username, String secret, boolean identityToken, String source) {
  /** The value of a basic {@code Authorization} header. */
  String basic() {
    return Credentials.basic(username, secret, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "***";
  }
}
