package io.github.cacheferry.scope;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.json.GoJson;
import io.github.cacheferry.scope.Variables.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The webhook's payload that started a workflow ({@code GITHUB_EVENT_PATH}), as far as it is of use
 * here. One that is missing, too large or no JSON tells nothing, like one without the fields.
 */
final class EventFile {
  /** GitHub's own limit for payloads is 25 MB. */
  private static final int LONGEST = 32 * 1024 * 1024;

  private static final Set<String> WANTED =
      Set.of(
          "number",
          "pull_request.number",
          "pull_request.head.ref",
          "pull_request.head.repo.full_name",
          "pull_request.base.ref",
          "pull_request.base.repo.full_name",
          "repository.full_name",
          "repository.default_branch",
          "merge_group.base_ref");

  private final Map<String, String> fields;

  private EventFile(Map<String, String> fields) {
    this.fields = fields;
  }

  static EventFile read(Optional<String> path) {
    if (path.isEmpty()) {
      return new EventFile(Map.of());
    }
    try {
      Path file = Path.of(path.get());
      return Files.isRegularFile(file) ? read(file) : new EventFile(Map.of());
    } catch (IOException | InvalidPathException e) {
      return new EventFile(Map.of()); // what it would have told is unknown, and said to be
    }
  }

  private static EventFile read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    }
    if (bytes.length > LONGEST) {
      return new EventFile(Map.of());
    }
    var fields = new HashMap<String, String>();
    try (JsonParser json = GoJson.parser(bytes)) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        readObject(json, "", fields);
      }
    }
    return new EventFile(fields);
  }

  private static void readObject(JsonParser json, String prefix, Map<String, String> fields)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      JsonToken value = json.nextToken();
      if (value == JsonToken.START_OBJECT && leadsOn(name)) {
        readObject(json, name + ".", fields);
      } else if (value.isScalarValue() && WANTED.contains(name)) {
        fields.put(name, value == JsonToken.VALUE_NULL ? "" : json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private static boolean leadsOn(String name) {
    return WANTED.stream().anyMatch(wanted -> wanted.startsWith(name + "."));
  }

  /** The first of these fields that is there. */
  Optional<Value> first(String... names) {
    for (String name : names) {
      String text = fields.getOrDefault(name, "");
      if (ScopeName.isSound(text)) {
        return Optional.of(new Value(text, "the event's " + name));
      }
    }
    return Optional.empty();
  }
}
