package io.github.cacheferry.serve;

import io.github.cacheferry.serve.Refusal.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What the bearer of a token may do.
 *
 * @param repository the repository that the token belongs to; empty if it does not say
 * @param grants in the token's order, which is the order of lookups
 */
record AccessToken(String repository, List<Grant> grants) {
  private static final int READ = 1;
  private static final int WRITE = 2;

  /** The permission on one scope; bit 1 is reading, bit 2 writing. */
  record Grant(String scope, int permission) {
    boolean reads() {
      return (permission & READ) != 0;
    }

    boolean writes() {
      return (permission & WRITE) != 0;
    }

    private Grant readOnly() {
      return new Grant(scope, permission & ~WRITE);
    }
  }

  AccessToken {
    grants = List.copyOf(grants);
  }

  AccessToken readOnly() {
    return new AccessToken(repository, grants.stream().map(Grant::readOnly).toList());
  }

  /** The scopes to search, in order; fails if there are none. */
  List<String> readable() throws Refusal {
    List<String> scopes = grants.stream().filter(Grant::reads).map(Grant::scope).toList();
    if (scopes.isEmpty()) {
      throw new Refusal(Reason.DENIED, "cache read denied: token has no readable scopes");
    }
    return scopes;
  }

  /**
   * Where entries are written to: of several writable scopes the last, as BuildKit's client
   * reckons.
   */
  Optional<String> writable() {
    return grants.stream().filter(Grant::writes).map(Grant::scope).reduce((a, b) -> b);
  }

  /** The writable scope; fails if there is none. */
  String writableOrFail() throws Refusal {
    return writable().orElseThrow(() -> new Refusal(Reason.DENIED, NO_WRITABLE_SCOPE));
  }

  /** Clients know a read-only token by the text before the colon. */
  static final String NO_WRITABLE_SCOPE = "cache write denied: token has no writable scopes";
}
