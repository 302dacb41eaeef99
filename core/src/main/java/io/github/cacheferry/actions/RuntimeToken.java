package io.github.cacheferry.actions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The bearer token of a job ({@code ACTIONS_RUNTIME_TOKEN}), as far as a client can read it. It is
 * a JSON web token whose signature is the service's matter; its claim {@code ac} is a text that
 * holds JSON, the scopes that it opens.
 *
 * <p>A token that is no such thing still opens a service that does not care, so reading it never
 * fails: what cannot be read is absent.
 */
public final class RuntimeToken {
  private static final int LONGEST = 64 * 1024;

  private final String text;
  private final List<AccessScope> scopes;
  private final Optional<Instant> notBefore;
  private final Optional<Instant> expires;

  private RuntimeToken(
      String text,
      List<AccessScope> scopes,
      Optional<Instant> notBefore,
      Optional<Instant> expires) {
    this.text = text;
    this.scopes = List.copyOf(scopes);
    this.notBefore = notBefore;
    this.expires = expires;
  }

  /** Reads what can be read of a token. */
  public static RuntimeToken of(String text) {
    var claims = new Claims();
    String[] parts = text.split("\\.", -1);
    if (parts.length == 3 && text.length() <= LONGEST) {
      try {
        claims.read(Base64.getUrlDecoder().decode(parts[1]));
      } catch (IOException | IllegalArgumentException e) {
        claims = new Claims(); // not a token that tells anything
      }
    }
    return new RuntimeToken(text, claims.scopes, claims.notBefore, claims.expires);
  }

  /** The token itself, for the header. */
  String text() {
    return text;
  }

  /** The scopes in the token's order; empty if it does not tell. */
  public List<AccessScope> scopes() {
    return scopes;
  }

  /** The scope that new entries go to: the last that may be written, as BuildKit has it. */
  public Optional<AccessScope> writeScope() {
    return scopes.stream().filter(AccessScope::writable).reduce((first, second) -> second);
  }

  /** The ref that new entries belong to; nothing if the token does not tell. */
  public String writableRef() {
    return writeScope().map(AccessScope::scope).orElse("");
  }

  /**
   * The refs whose entries may be read, in the token's order. A token that tells nothing stands for
   * the ref without a name.
   */
  public List<String> readableRefs() {
    return scopes.isEmpty()
        ? List.of("")
        : scopes.stream().filter(AccessScope::readable).map(AccessScope::scope).distinct().toList();
  }

  /** Whether the token says that nothing may be written with it. */
  public boolean isReadOnly() {
    return !scopes.isEmpty() && writeScope().isEmpty();
  }

  /** From when on it is of use, if it tells. */
  public Optional<Instant> notBefore() {
    return notBefore;
  }

  /** Until when it is of use, if it tells. */
  public Optional<Instant> expires() {
    return expires;
  }

  /** Why the token is of no use at this time, if it is not. */
  public Optional<String> invalidAt(Instant now) {
    if (expires.isPresent() && !now.isBefore(expires.get())) {
      return Optional.of(
          "the runtime token expired at " + expires.get() + "; it ends with its job");
    }
    return notBefore
        .filter(now::isBefore)
        .map(start -> "the runtime token is valid from " + start + " on only");
  }

  @Override
  public String toString() {
    return "***";
  }

  /**
   * What a token opens.
   *
   * @param scope the ref, as {@code refs/heads/main}
   * @param readable whether its entries may be read
   * @param writable whether entries may be added
   */
  public record AccessScope(String scope, boolean readable, boolean writable) {}

  private static final class Claims {
    private List<AccessScope> scopes = List.of();
    private Optional<Instant> notBefore = Optional.empty();
    private Optional<Instant> expires = Optional.empty();

    void read(byte[] payload) throws IOException {
      try (JsonParser json = GoJson.parser(payload)) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          switch (name) {
            case "ac" -> scopes = scopes(json.getText());
            case "nbf" -> notBefore = time(json);
            case "exp" -> expires = time(json);
            default -> json.skipChildren();
          }
        }
      }
    }

    private static Optional<Instant> time(JsonParser json) throws IOException {
      try {
        return json.currentToken().isNumeric()
            ? Optional.of(Instant.ofEpochSecond(json.getValueAsLong()))
            : Optional.empty();
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static List<AccessScope> scopes(String text) throws IOException {
      var scopes = new ArrayList<AccessScope>();
      try (JsonParser json = GoJson.parser(text.getBytes(StandardCharsets.UTF_8))) {
        json.nextToken();
        while (json.nextToken() == JsonToken.START_OBJECT) {
          scopes.add(scope(json));
        }
      }
      return scopes;
    }

    private static AccessScope scope(JsonParser json) throws IOException {
      String scope = "";
      int permission = 0;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "Scope" -> scope = json.getText();
          case "Permission" -> permission = json.getValueAsInt();
          default -> json.skipChildren();
        }
      }
      return new AccessScope(scope, (permission & 1) != 0, (permission & 2) != 0);
    }
  }
}
