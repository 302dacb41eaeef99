package io.github.cacheferry.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.http.Bodies;
import io.github.cacheferry.http.UnexpectedStatus;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks a token server for a token: with GET and a password or nothing, with POST and a refresh
 * token.
 *
 * @param realm the token server
 * @param service the registry's name there
 * @param scopes what the token is to allow
 * @param login what to show
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Distribution, token
 *     authentication</a>
 * @see <a href="https://distribution.github.io/distribution/spec/auth/oauth/">Distribution,
 *     OAuth2</a>
 */
record TokenRequest(HttpUrl realm, Optional<String> service, Scopes scopes, Optional<Login> login) {
  private static final int LIMIT = 1 << 20;

  /** What a token lives if the server does not say. */
  private static final Duration DEFAULT_LIFE = Duration.ofSeconds(60);

  Request request() {
    return login.filter(Login::identityToken).map(this::post).orElseGet(this::get);
  }

  private Request get() {
    HttpUrl.Builder url = realm.newBuilder();
    service.ifPresent(name -> url.setQueryParameter("service", name));
    scopes.words().forEach(word -> url.addQueryParameter("scope", word));
    login.ifPresent(shown -> url.setQueryParameter("account", shown.username()));
    var request = new Request.Builder().url(url.build());
    login.ifPresent(shown -> request.header("Authorization", shown.basic()));
    return request.build();
  }

  private Request post(Login shown) {
    var form =
        new FormBody.Builder()
            .add("grant_type", "refresh_token")
            .add("client_id", "cacheferry")
            .add("scope", String.join(" ", scopes.words()))
            .add("refresh_token", shown.secret());
    service.ifPresent(name -> form.add("service", name));
    return new Request.Builder().url(realm).post(form.build()).build();
  }

  /** The token that the server gives. */
  Token handle(Response response) throws IOException {
    if (response.code() != 200) {
      throw UnexpectedStatus.of(response);
    }
    String token = "";
    Duration life = DEFAULT_LIFE;
    try (JsonParser json = GoJson.parser(Bodies.read(response, LIMIT))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING
            && (name.equals("token") || name.equals("access_token"))) {
          token = json.getText();
        } else if (value == JsonToken.VALUE_NUMBER_INT && name.equals("expires_in")) {
          life = Duration.ofSeconds(Math.max(0, Math.min(json.getLongValue(), 86_400)));
        } else {
          json.skipChildren();
        }
      }
    }
    if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new ProtocolException("the token server " + realm.host() + " gave no token");
    }
    return new Token(token, life);
  }

  /**
   * A token.
   *
   * @param value its text
   * @param life how long it is good for
   */
  record Token(String value, Duration life) {
    @Override
    public String toString() {
      return "***";
    }
  }
}
