package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/** Says in the user's words why something failed at a registry, and what to do. */
final class FailureReport {
  private final RegistryReference reference;
  private final Redactor redactor;

  FailureReport(RegistryReference reference, Redactor redactor) {
    this.reference = reference;
    this.redactor = redactor;
  }

  /** Where it failed. */
  String where() {
    return "registry " + reference;
  }

  /**
   * The failure as one that the caller can act on.
   *
   * @param credentials says what was shown to the registry
   */
  CacheException explain(String action, IOException failure, Supplier<String> credentials) {
    if (failure instanceof CacheException known) {
      return known;
    }
    if (failure instanceof UnexpectedStatus status) {
      return explain(action, status, credentials);
    }
    String reason = Bodies.line(Faults.reason(failure), redactor);
    return new CacheException.Unavailable(
        Problem.of(action, where(), reason).advise(advice(failure)), failure);
  }

  private String advice(IOException failure) {
    if (Faults.isOfAnotherName(failure)) {
      return "Name the registry as its certificate does.";
    }
    if (Faults.isCertificate(failure)) {
      return trust();
    }
    if (failure instanceof UnknownHostException) {
      return "Check the name and this machine's DNS; behind a proxy, set HTTPS_PROXY.";
    }
    if (failure instanceof ConnectException) {
      return "Check the host, the port and, where one is set, the proxy.";
    }
    return failure instanceof SSLException
        ? "If the registry speaks plain HTTP, add registry.insecure=true to the spec."
        : "";
  }

  private CacheException explain(
      String action, UnexpectedStatus status, Supplier<String> credentials) {
    int code = status.code();
    String said = Bodies.line(ErrorReply.parse(status.body()).suffix(), redactor);
    Problem problem = Problem.of(action, where(), "status " + code + said);
    if (code == 401 || code == 403 || code == 407) {
      return denied(problem, status, credentials.get());
    }
    if (code == 405) {
      return new CacheException.Denied(problem.advise("The registry is read-only."), status);
    }
    if (code == 404) {
      return new CacheException.NotFound(problem);
    }
    if (code == 429) {
      return new CacheException.Throttled(
          problem.advise("Try again later, or log in: registries allow more to known users."),
          status.retryAfter(Instant.now()));
    }
    if (code == 408 || code >= 500) {
      return new CacheException.Unavailable(problem, status);
    }
    return new CacheException.Unsupported(
        code < 300 ? problem.advise("That is no registry's answer: check the address.") : problem);
  }

  private CacheException denied(Problem problem, UnexpectedStatus status, String credentials) {
    if (status.code() == 407) {
      return new CacheException.Denied(
          problem.advise("The proxy wants credentials: put them into the proxy's variable."),
          status);
    }
    Problem told =
        new Problem(
            problem.action(),
            problem.where(),
            problem.reason() + "; " + credentials,
            ("Log in with an account that may do this: docker login " + loginHost()).strip());
    return new CacheException.Denied(told, status);
  }

  private String loginHost() {
    return reference.host().equals(RegistryReference.DOCKER_HUB) ? "" : reference.host();
  }

  private String trust() {
    return "Name its authority's certificate in SSL_CERT_FILE, or put it into /etc/docker/certs.d/"
        + reference.host()
        + "/ca.crt";
  }
}
