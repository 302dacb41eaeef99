package io.github.cacheferry.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Makes tokens as a job of GitHub Actions gets them in {@code ACTIONS_RUNTIME_TOKEN}, for a server
 * of one's own: unsigned, or signed with the secret that the server was started with.
 */
public final class TokenForge {
  /** Bits of a permission. */
  public static final int READ = 1;

  /** Bits of a permission. */
  public static final int READ_WRITE = 3;

  private final List<AccessToken.Grant> grants = new ArrayList<>();
  private String repository = "";
  private Instant from = Instant.now().minusSeconds(60);
  private Instant until = Instant.now().plus(Duration.ofHours(6));

  private TokenForge() {}

  /** A token that grants nothing yet, good for six hours. */
  public static TokenForge token() {
    return new TokenForge();
  }

  /** Grants a permission on a scope, as {@code refs/heads/main}; the order is that of lookups. */
  public TokenForge grant(String scope, int permission) {
    grants.add(new AccessToken.Grant(scope, permission));
    return this;
  }

  /** Binds the token to a repository. */
  public TokenForge repository(String id) {
    repository = id;
    return this;
  }

  /** Sets when the token counts. */
  public TokenForge valid(Instant notBefore, Instant expires) {
    from = notBefore;
    until = expires;
    return this;
  }

  /** The token without a signature. */
  public String unsigned() {
    return payload("none") + ".";
  }

  /** The token, signed with the secret if there is one. */
  public String signed(Optional<String> secret) {
    return secret.map(this::signed).orElseGet(this::unsigned);
  }

  /** The token, signed with this secret. */
  public String signed(String secret) {
    String payload = payload("HS256");
    return payload + "." + new Hmac(secret.getBytes(StandardCharsets.UTF_8)).sign(payload);
  }

  private String payload(String algorithm) {
    try {
      byte[] header =
          JsonText.object(
              json -> {
                json.writeStringField("alg", algorithm);
                json.writeStringField("typ", "JWT");
              });
      byte[] claims =
          JsonText.object(
              json -> {
                json.writeStringField("ac", access());
                if (!repository.isEmpty()) {
                  json.writeStringField("repository_id", repository);
                }
                json.writeNumberField("nbf", from.getEpochSecond());
                json.writeNumberField("exp", until.getEpochSecond());
              });
      return base64(header) + "." + base64(claims);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
  }

  private String access() throws IOException {
    byte[] list =
        JsonText.document(
            json -> {
              json.writeStartArray();
              for (AccessToken.Grant grant : grants) {
                json.writeStartObject();
                json.writeStringField("Scope", grant.scope());
                json.writeNumberField("Permission", grant.permission());
                json.writeEndObject();
              }
              json.writeEndArray();
            });
    return new String(list, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
