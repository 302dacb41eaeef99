package io.github.cacheferry.serve;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * URLs of blobs that carry their own permission, as Azure's with a shared access signature do: what
 * is allowed ({@code sp}), until when ({@code se}), and a signature of both and the path ({@code
 * sig}).
 */
final class SignedUrls {
  /**
   * The path before a blob's name. The Azure SDK takes no URL whose path has fewer segments than
   * account, container and blob.
   */
  static final String BLOBS = "/cacheferry/actions-cache/";

  /** What a URL is good for. */
  enum Permission {
    /** Create and write. */
    UPLOAD("cw", Duration.ofHours(1)),
    READ("r", Duration.ofMinutes(10));

    private final String sp;
    private final Duration lifetime;

    Permission(String sp, Duration lifetime) {
      this.sp = sp;
      this.lifetime = lifetime;
    }
  }

  private final Hmac key;
  private final Clock clock;

  SignedUrls(Hmac key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** A path and query for this blob, good from now for the permission's lifetime. */
  String sign(long blob, Permission permission) {
    String until =
        clock.instant().plus(permission.lifetime).truncatedTo(ChronoUnit.SECONDS).toString();
    return BLOBS
        + blob
        + "?se="
        + until.replace(":", "%3A")
        + "&sp="
        + permission.sp
        + "&sig="
        + key.sign(text(blob, permission.sp, until));
  }

  /** Fails unless the query allows this on the blob now. */
  void check(long blob, Permission wanted, Query query) throws BlobError {
    String sp = query.text("sp");
    String until = query.text("se");
    if (!key.verifies(text(blob, sp, until), query.text("sig"))) {
      throw authentication("Signature did not match.");
    }
    if (!clock.instant().isBefore(expiry(until))) {
      throw authentication("Signature not valid in the specified time frame.");
    }
    if (!sp.equals(wanted.sp)) {
      throw new BlobError(
          403,
          "AuthorizationPermissionMismatch",
          "This request is not authorized to perform this operation using this permission.");
    }
  }

  private static Instant expiry(String until) throws BlobError {
    try {
      return Instant.parse(until);
    } catch (DateTimeException e) {
      throw authentication("Signature fields not well formed.");
    }
  }

  private static BlobError authentication(String detail) {
    return new BlobError(
        403, "AuthenticationFailed", "Server failed to authenticate the request. " + detail);
  }

  private static String text(long blob, String sp, String until) {
    return BLOBS + blob + "\n" + sp + "\n" + until;
  }
}
