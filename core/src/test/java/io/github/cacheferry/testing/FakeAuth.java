package io.github.cacheferry.testing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What a fake registry wants to be shown: nothing, a password, or a token of its own server. */
public final class FakeAuth {
  private enum Kind {
    NONE,
    BASIC,
    TOKEN
  }

  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private final AtomicInteger issued = new AtomicInteger();
  private volatile Kind kind = Kind.NONE;
  private volatile String basic = "";
  private volatile String refreshToken = "";
  private volatile boolean anonymousPull;
  private volatile boolean pushAllowed = true;
  private volatile String realm = "";
  private volatile int life = 300;

  /** Wants this password with every request. */
  public void basic(String user, String password) {
    kind = Kind.BASIC;
    basic = "Basic " + encode(user, password);
  }

  /** Wants a token, which its own server gives for this password. */
  public void token(String user, String password) {
    kind = Kind.TOKEN;
    basic = "Basic " + encode(user, password);
  }

  /** Wants a token, which its own server gives for this refresh token. */
  public void refreshToken(String token) {
    kind = Kind.TOKEN;
    refreshToken = token;
  }

  /** Gives tokens that allow pulling to everybody. */
  public void allowAnonymousPull() {
    anonymousPull = true;
  }

  /** Gives no token that allows pushing. */
  public void denyPush() {
    pushAllowed = false;
  }

  /** Sends clients to this token server instead of its own. */
  public void realm(String url) {
    realm = url;
  }

  /** How many seconds its tokens are said to live. */
  public void life(int seconds) {
    life = seconds;
  }

  /** Takes back every token. */
  public void revoke() {
    tokens.clear();
  }

  /** How many tokens it has given. */
  public int issued() {
    return issued.get();
  }

  /** The refusal of a request that does not show what is wanted, or the answer with a token. */
  Optional<FakeReply> refusal(LoggedRequest request, byte[] body, String url) {
    if (request.path().equals("/token")) {
      return Optional.of(issue(request, new String(body, StandardCharsets.UTF_8)));
    }
    String shown = request.header("authorization").orElse("");
    return switch (kind) {
      case NONE -> Optional.empty();
      case BASIC ->
          shown.equals(basic)
              ? Optional.empty()
              : Optional.of(challenge("Basic realm=\"fake registry\""));
      case TOKEN -> checkToken(request, shown, url);
    };
  }

  private Optional<FakeReply> checkToken(LoggedRequest request, String shown, String url) {
    String path = request.path();
    int end = Math.max(path.indexOf("/blobs/"), path.indexOf("/manifests/"));
    String repository = end < 0 ? "" : path.substring("/v2/".length(), end);
    boolean reads = Set.of("GET", "HEAD").contains(request.method());
    String action = reads ? "pull" : "push";
    String scopes = tokens.getOrDefault(shown.replaceFirst("^Bearer ", ""), "");
    boolean mount = request.parameter("from").isPresent();
    String from = request.parameter("from").orElse(repository);
    if (allows(scopes, repository, action) && (!mount || allows(scopes, from, "pull"))) {
      return Optional.empty();
    }
    String server = realm.isEmpty() ? url + "/token" : realm;
    return Optional.of(
        challenge(
            "Bearer realm=\""
                + server
                + "\",service=\"fake\",scope=\"repository:"
                + repository
                + ":"
                + action
                + "\""));
  }

  private static boolean allows(String scopes, String repository, String action) {
    return Arrays.stream(scopes.split(" ", -1))
        .filter(scope -> scope.startsWith("repository:" + repository + ":"))
        .anyMatch(
            scope ->
                Arrays.asList(scope.substring(scope.lastIndexOf(':') + 1).split(",", -1))
                    .contains(action));
  }

  private FakeReply issue(LoggedRequest request, String form) {
    boolean known =
        request.method().equals("POST")
            ? form.contains("refresh_token=" + refreshToken)
            : !basic.isEmpty() && request.header("authorization").orElse("").equals(basic);
    if (!known && (!anonymousPull || request.header("authorization").isPresent())) {
      return FakeReply.error(401, "UNAUTHORIZED");
    }
    String scopes =
        Arrays.stream((request.query() + "&" + decode(form)).split("&", -1))
            .filter(pair -> pair.startsWith("scope="))
            .map(pair -> pair.substring("scope=".length()))
            .map(scope -> known && pushAllowed ? scope : scope.replaceFirst(":[^:]*$", ":pull"))
            .collect(Collectors.joining(" "));
    String token = "fake-token-" + issued.incrementAndGet();
    tokens.put(token, scopes);
    String json = "{\"token\":\"" + token + "\",\"expires_in\":" + life + "}";
    return new FakeReply(200, Map.of(), json.getBytes(StandardCharsets.UTF_8));
  }

  private static FakeReply challenge(String text) {
    return FakeReply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", text);
  }

  private static String decode(String form) {
    return URLDecoder.decode(form, StandardCharsets.UTF_8);
  }

  private static String encode(String user, String password) {
    return Base64.getEncoder()
        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }
}
