package io.github.cacheferry.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import io.github.cacheferry.serve.AccessToken.Grant;
import io.github.cacheferry.serve.Refusal.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the JSON web token of a request. What it grants is in the claim {@code ac}, which is a text
 * that holds JSON.
 */
final class TokenCheck {
  private static final String BEARER = "bearer ";

  private final Optional<Hmac> secret;
  private final boolean readOnly;
  private final Clock clock;

  /**
   * @param secret what tokens must be signed with; without it, signatures are not looked at
   * @param readOnly whether all permission to write is taken from them
   */
  TokenCheck(Optional<String> secret, boolean readOnly, Clock clock) {
    this.secret = secret.map(text -> new Hmac(text.getBytes(StandardCharsets.UTF_8)));
    this.readOnly = readOnly;
    this.clock = clock;
  }

  /** Reads the header's value, or fails if it holds no token that counts here and now. */
  AccessToken check(String authorization) throws Refusal {
    if (!authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw unauthenticated("a bearer token is required");
    }
    String token = authorization.substring(BEARER.length()).trim();
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw unauthenticated("the token is no JSON web token");
    }
    if (secret.isPresent()) {
      checkSignature(secret.get(), parts);
    }
    Fields claims = part(parts[1]);
    checkTime(claims);
    var access = new AccessToken(claims.text("repository_id"), grants(claims.text("ac")));
    return readOnly ? access.readOnly() : access;
  }

  private static void checkSignature(Hmac secret, String[] parts) throws Refusal {
    if (!part(parts[0]).text("alg").equals("HS256")
        || !secret.verifies(parts[0] + "." + parts[1], parts[2])) {
      throw unauthenticated("the token is not signed with the server's secret");
    }
  }

  private void checkTime(Fields claims) throws Refusal {
    long now = clock.instant().getEpochSecond();
    OptionalLong until = claims.whole("exp");
    if (until.isPresent() && now >= until.getAsLong()) {
      throw unauthenticated("the token has expired");
    }
    OptionalLong from = claims.whole("nbf");
    if (from.isPresent() && now < from.getAsLong()) {
      throw unauthenticated("the token is not valid yet");
    }
  }

  private static Fields part(String base64) throws Refusal {
    try {
      return Fields.parse(Base64.getUrlDecoder().decode(base64));
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal(Reason.UNAUTHENTICATED, "the token is no JSON web token", e);
    }
  }

  private static List<Grant> grants(String ac) throws Refusal {
    var grants = new ArrayList<Grant>();
    if (ac.isEmpty()) {
      return grants;
    }
    try (JsonParser json = GoJson.parser(ac.getBytes(StandardCharsets.UTF_8))) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw unauthenticated("the token's claim ac is no list");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        Fields grant = Fields.read(json);
        grants.add(new Grant(grant.text("Scope"), (int) (grant.whole("Permission").orElse(0) & 3)));
      }
      return grants;
    } catch (Refusal e) {
      throw e;
    } catch (IOException e) {
      throw new Refusal(Reason.UNAUTHENTICATED, "the token's claim ac is not JSON", e);
    }
  }

  private static Refusal unauthenticated(String why) {
    return new Refusal(Reason.UNAUTHENTICATED, why);
  }
}
