package io.github.cacheferry.cli.wrapper;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.spec.SpecSecrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The caches that bake's files and the user's {@code --set} give the targets, as {@code bake
 * --print} tells them: {@code cache-from} and {@code cache-to}, with specs or objects in them.
 *
 * @param targets specs by target and by the attribute's name; an attribute whose caches must not
 *     stand on a command line is left out
 */
record BakeCaches(Map<String, Map<String, List<String>>> targets) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> KEYS = Set.of("cache-from", "cache-to");

  BakeCaches {
    targets = Map.copyOf(targets);
  }

  /** Nothing is known of any target. */
  static BakeCaches unknown() {
    return new BakeCaches(Map.of());
  }

  /** Reads what bake printed, of which {@link Listing} has said that it can be read. */
  static BakeCaches of(String printed) {
    var targets = new LinkedHashMap<String, Map<String, List<String>>>();
    try (JsonParser json = JSON.createParser(printed)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals("target");
        if (json.nextToken() == JsonToken.START_OBJECT && wanted) {
          while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            targets.put(name, target(json));
          }
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return unknown();
    }
    return new BakeCaches(targets);
  }

  /** The target's caches, if it is known which these are and they may be repeated. */
  Optional<List<String>> own(String target, String key) {
    return Optional.ofNullable(targets.getOrDefault(target, Map.of()).get(key));
  }

  private static Map<String, List<String>> target(JsonParser json) throws IOException {
    var caches = new LinkedHashMap<String, List<String>>();
    KEYS.forEach(key -> caches.put(key, List.of()));
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return Map.of();
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      if (json.nextToken() == JsonToken.START_ARRAY && KEYS.contains(key)) {
        Optional<List<String>> specs = specs(json);
        caches.remove(key);
        specs.ifPresent(all -> caches.put(key, all));
      } else {
        json.skipChildren();
      }
    }
    return caches;
  }

  /** Empty if one of them has a secret or is none that is understood. */
  private static Optional<List<String>> specs(JsonParser json) throws IOException {
    var specs = new ArrayList<String>();
    boolean all = true;
    while (json.nextToken() != JsonToken.END_ARRAY && json.currentToken() != null) {
      Optional<String> spec =
          switch (json.currentToken()) {
            case START_OBJECT -> spec(attributes(json));
            case VALUE_STRING -> Optional.of(json.getText()).filter(BakeCaches::mayBeSeen);
            default -> Optional.empty();
          };
      json.skipChildren();
      spec.ifPresent(specs::add);
      all &= spec.isPresent();
    }
    return all ? Optional.of(specs) : Optional.empty();
  }

  private static Optional<String> spec(Map<String, String> attributes) {
    return Optional.ofNullable(attributes.remove("type"))
        .map(name -> new CacheSpec(name, attributes).toString())
        .filter(BakeCaches::mayBeSeen);
  }

  /** Whether other users of the machine may see it among the processes. */
  private static boolean mayBeSeen(String spec) {
    return !SpecSecrets.isIn(spec);
  }

  private static Map<String, String> attributes(JsonParser json) throws IOException {
    var attributes = new LinkedHashMap<String, String>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      attributes.put(name, json.getText());
      json.skipChildren();
    }
    return attributes;
  }
}
