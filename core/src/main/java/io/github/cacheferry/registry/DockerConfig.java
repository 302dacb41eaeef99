package io.github.cacheferry.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code config.json} of Docker or an {@code auth.json} of Podman says of credentials.
 *
 * @param auths credentials by registry, or by registry and path
 * @param helpers names of credential helpers by registry
 * @param store the helper for all other registries
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/">docker login</a>
 * @see <a
 *     href="https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">containers-auth.json(5)</a>
 */
record DockerConfig(Map<String, Entry> auths, Map<String, String> helpers, Optional<String> store) {
  DockerConfig {
    auths = Map.copyOf(auths);
    helpers = Map.copyOf(helpers);
  }

  /**
   * Reads the JSON.
   *
   * @throws IOException if it is none
   */
  static DockerConfig parse(byte[] bytes) throws IOException {
    var auths = new HashMap<String, Entry>();
    var helpers = new HashMap<String, String>();
    Optional<String> store = Optional.empty();
    try (JsonParser json = GoJson.parser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new ProtocolException("it is no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.START_OBJECT && name.equals("auths")) {
          readAuths(json, auths);
        } else if (value == JsonToken.START_OBJECT && name.equals("credHelpers")) {
          readStrings(json).forEach((host, helper) -> helpers.put(normal(host), helper));
        } else if (value == JsonToken.VALUE_STRING && name.equals("credsStore")) {
          store = Optional.of(json.getText()).filter(helper -> !helper.isEmpty());
        } else {
          json.skipChildren();
        }
      }
    }
    return new DockerConfig(auths, helpers, store);
  }

  /** The name of the helper that keeps the registry's credentials. */
  Optional<String> helper(RegistryReference reference) {
    return Optional.ofNullable(helpers.get(reference.host())).or(() -> store);
  }

  /** The credentials that stand here for the repository, or for what it is in. */
  Optional<Login> login(RegistryReference reference, String source) {
    String name = reference.host() + "/" + reference.repository();
    while (true) {
      Optional<Login> found =
          Optional.ofNullable(auths.get(name)).flatMap(entry -> entry.login(source));
      int slash = name.lastIndexOf('/');
      if (found.isPresent() || slash < 0) {
        return found;
      }
      name = name.substring(0, slash);
    }
  }

  private static void readAuths(JsonParser json, Map<String, Entry> auths) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.START_OBJECT) {
        auths.putIfAbsent(normal(name), Entry.of(readStrings(json)));
      } else {
        json.skipChildren();
      }
    }
  }

  /** The fields of an object that are strings. */
  private static Map<String, String> readStrings(JsonParser json) throws IOException {
    var strings = new HashMap<String, String>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        strings.put(name, json.getText());
      } else {
        json.skipChildren();
      }
    }
    return strings;
  }

  /**
   * The name as in a reference. Docker writes hosts, and URLs such as {@code
   * https://index.docker.io/v1/}.
   */
  private static String normal(String name) {
    String text = name.replaceFirst("^https?://", "").replaceFirst("(/v[12])?/*$", "");
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    return RegistryReference.commonName(host) + (slash < 0 ? "" : text.substring(slash));
  }

  /** One registry's credentials, as they stand in the file. */
  record Entry(String username, String password, String identityToken) {
    static Entry of(Map<String, String> fields) {
      String decoded = decode(fields.getOrDefault("auth", ""));
      int colon = decoded.indexOf(':');
      String username = colon < 0 ? "" : decoded.substring(0, colon);
      String password = colon < 0 ? "" : decoded.substring(colon + 1);
      return new Entry(
          fields.getOrDefault("username", username),
          fields.getOrDefault("password", password),
          fields.getOrDefault("identitytoken", ""));
    }

    Optional<Login> login(String source) {
      if (!identityToken.isEmpty()) {
        return Optional.of(new Login(username, identityToken, true, source));
      }
      return username.isEmpty() || password.isEmpty()
          ? Optional.empty()
          : Optional.of(new Login(username, password, false, source));
    }

    /** Docker pads what it writes with NUL in places. */
    private static String decode(String auth) {
      try {
        byte[] bytes = Base64.getDecoder().decode(auth.strip());
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
      } catch (IllegalArgumentException e) {
        return ""; // as good as none: the refusal will say that none were found
      }
    }

    @Override
    public String toString() {
      return "***";
    }
  }
}
