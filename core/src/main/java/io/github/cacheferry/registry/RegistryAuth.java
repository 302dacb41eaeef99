package io.github.cacheferry.registry;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.http.Faults;
import io.github.cacheferry.http.Hosts;
import io.github.cacheferry.http.HttpTransport;
import io.github.cacheferry.http.Retry;
import io.github.cacheferry.http.UnexpectedStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What is shown to one registry. Nothing is, until a challenge says what is wanted; from then on
 * every request carries it. Tokens are fetched for what they are to allow, kept, and fetched again
 * shortly before they expire or when the registry refuses them. Safe for use by many threads, which
 * wait for one another's tokens.
 */
final class RegistryAuth {
  private static final Duration EARLY = Duration.ofSeconds(10);

  private final HttpTransport transport;
  private final Retry retry;
  private final CredentialStore credentials;
  private final Redactor redactor;
  private final InstantSource clock;
  private final Map<Scopes, Granted> tokens = new HashMap<>();
  private @Nullable Challenge challenge;
  private Optional<Login> login = Optional.empty();
  private boolean lookedUp;
  private boolean plainRealmAllowed;

  RegistryAuth(
      HttpTransport transport,
      Retry retry,
      CredentialStore credentials,
      Redactor redactor,
      InstantSource clock) {
    this.transport = transport;
    this.retry = retry;
    this.credentials = credentials;
    this.redactor = redactor;
    this.clock = clock;
  }

  /** The {@code Authorization} that a request for these scopes is to carry now. */
  synchronized Optional<String> header(Scopes scopes) throws IOException {
    Challenge known = challenge;
    if (known == null) {
      return Optional.empty();
    }
    if (known.scheme().equals("basic")) {
      return login().map(Login::basic);
    }
    Granted token = tokens.get(scopes);
    if (token == null || !clock.instant().isBefore(token.until())) {
      token = fetch(known, scopes);
      tokens.put(scopes, token);
    }
    return Optional.of("Bearer " + token.value());
  }

  /**
   * Takes up a 401.
   *
   * @param challenges what the registry wants
   * @param scopes what was to be done
   * @param shown what the request carried
   * @param secure whether the registry was asked over TLS that was checked
   * @return whether {@link #header} now gives something else, so that trying again makes sense
   */
  synchronized boolean answer(
      List<Challenge> challenges, Scopes scopes, Optional<String> shown, boolean secure)
      throws IOException {
    Granted kept = tokens.get(scopes);
    if (kept != null && !shown.equals(Optional.of("Bearer " + kept.value()))) {
      return true; // another thread has a newer one
    }
    plainRealmAllowed = !secure;
    Optional<Challenge> bearer = find(challenges, "bearer", "realm");
    if (bearer.isPresent()) {
      challenge = bearer.get();
      tokens.remove(scopes);
      return true;
    }
    Optional<Challenge> basic =
        challenges.stream().filter(offered -> offered.scheme().equals("basic")).findFirst();
    if (basic.isEmpty() || login().isEmpty()) {
      return false;
    }
    challenge = basic.get();
    return !shown.equals(login().map(Login::basic));
  }

  /** What was shown and where it came from, for the message of a refusal. */
  synchronized String describe() {
    if (!lookedUp) {
      return "no credentials were asked for";
    }
    return login
        .map(shown -> "the credentials from " + shown.source() + " do not allow it")
        .orElse("no credentials for it were found");
  }

  /** What is shown and where it came from; empty while nothing was asked for. */
  synchronized Optional<String> shown() {
    return lookedUp
        ? Optional.of(
            login.map(found -> "credentials from " + found.source()).orElse("no credentials"))
        : Optional.empty();
  }

  private static Optional<Challenge> find(
      List<Challenge> challenges, String scheme, String parameter) {
    return challenges.stream()
        .filter(offered -> offered.scheme().equals(scheme))
        .filter(offered -> offered.parameter(parameter).isPresent())
        .findFirst();
  }

  private Optional<Login> login() throws IOException {
    if (!lookedUp) {
      login = credentials.find();
      lookedUp = true;
      login.map(Login::secret).ifPresent(redactor::add);
      login.map(Login::basic).map(RegistryAuth::encoded).ifPresent(redactor::add);
    }
    return login;
  }

  private static String encoded(String basic) {
    return basic.substring(basic.indexOf(' ') + 1);
  }

  private Granted fetch(Challenge bearer, Scopes scopes) throws IOException {
    HttpUrl realm = realm(bearer);
    Scopes wanted = bearer.parameter("scope").map(Scopes::parse).map(scopes::plus).orElse(scopes);
    var request = new TokenRequest(realm, bearer.parameter("service"), wanted, login());
    try {
      TokenRequest.Token token =
          retry.run(
              "get a token from " + realm.host(),
              realm.host(),
              round -> {
                try (Response response = transport.follow(request.request())) {
                  return request.handle(response);
                }
              });
      redactor.add(token.value());
      Duration margin = token.life().dividedBy(4);
      Duration life = token.life().minus(margin.compareTo(EARLY) < 0 ? margin : EARLY);
      return new Granted(token.value(), clock.instant().plus(life));
    } catch (UnexpectedStatus e) {
      throw refused(e, realm);
    } catch (CacheException e) {
      throw e;
    } catch (IOException e) {
      throw new CacheException.Unavailable(problem(realm, Faults.reason(e)), e);
    }
  }

  /** A password must not go over the net in the open because a challenge says so. */
  private HttpUrl realm(Challenge bearer) throws CacheException.Denied {
    String text = bearer.parameter("realm").orElse("");
    HttpUrl realm = HttpUrl.parse(text);
    if (realm == null) {
      throw new CacheException.Denied(
          Problem.of(
              "get a token",
              "",
              "the registry names a token server that is no URL: "
                  + text.substring(0, Math.min(100, text.length()))));
    }
    boolean allowed = realm.isHttps() || plainRealmAllowed;
    if (!allowed) {
      throw new CacheException.Denied(
          Problem.of(
              "get a token",
              "",
              "the registry wants the credentials sent without TLS to " + realm.host()));
    }
    return realm;
  }

  /**
   * What a token server says in the end. It was asked often enough: who asked us does not again.
   */
  private CacheException refused(UnexpectedStatus failure, HttpUrl realm) {
    int code = failure.code();
    if (code == 429) {
      return new CacheException.Throttled(
          problem(realm, "status 429"), failure.retryAfter(clock.instant()));
    }
    return code < 400 || code >= 500 || code == 408
        ? new CacheException.Unavailable(problem(realm, "status " + code), failure)
        : new CacheException.Denied(problem(realm, "status " + code + "; " + describe()), failure);
  }

  private static Problem problem(HttpUrl realm, String reason) {
    return Problem.of("get a token", "token server " + realm.host(), reason);
  }

  /** A token and until when it is used. */
  private record Granted(String value, Instant until) {
    @Override
    public String toString() {
      return "***";
    }
  }

  /** Whether a plain-text registry is one whose token server may be plain too. */
  static boolean isSecure(HttpUrl registry, boolean verified) {
    return registry.isHttps() && verified && !Hosts.isLoopback(registry.host());
  }
}
