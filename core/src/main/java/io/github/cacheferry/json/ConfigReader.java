package io.github.cacheferry.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.CacheConfig;
import io.github.cacheferry.model.CacheLayer;
import io.github.cacheferry.model.CacheRecord;
import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.LayerAnnotations;
import io.github.cacheferry.model.Timestamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cache config token by token: it is the one document that every command reads, and it can
 * be large.
 */
final class ConfigReader {
  private final JsonParser json;

  private ConfigReader(JsonParser json) {
    this.json = json;
  }

  static CacheIndex read(byte[] bytes, String where) throws CacheException {
    try (JsonParser json = GoJson.parser(bytes)) {
      return new ConfigReader(json).index();
    } catch (IOException | IllegalArgumentException e) {
      throw new CacheException.Corrupt(
          Problem.of("read the cache config", where, GoJson.reason(e)), e);
    }
  }

  private CacheIndex index() throws IOException {
    List<Contribution> contributions = List.of();
    List<CacheLayer> layers = List.of();
    List<CacheRecord> records = List.of();
    json.nextToken();
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "layers" -> layers = list(this::layer);
        case "records" -> records = list(this::record);
        case ContributionsJson.ANNOTATION -> contributions = contributions();
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new GoJson.MalformedJson("text follows the JSON object");
    }
    return new CacheIndex(new CacheConfig(layers, records), contributions);
  }

  /** Whatever is there does not spoil the config. */
  private List<Contribution> contributions() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return ContributionsJson.parse(json.getText());
    }
    json.skipChildren();
    return List.of();
  }

  private CacheLayer layer() throws IOException {
    String blob = "";
    int parent = 0;
    Optional<LayerAnnotations> annotations = Optional.empty();
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "blob" -> blob = GoJson.text(json);
        case "parent" -> parent = GoJson.index(json);
        case "annotations" -> annotations = annotations();
        default -> json.skipChildren();
      }
    }
    return new CacheLayer(Digest.parse(blob), parent, annotations);
  }

  private Optional<LayerAnnotations> annotations() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    String mediaType = "";
    String diffId = "";
    long size = 0;
    Timestamp createdAt = Timestamp.UNKNOWN;
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "mediaType" -> mediaType = GoJson.text(json);
        case "diffID" -> diffId = GoJson.text(json);
        case "size" -> size = GoJson.size(json);
        case "createdAt" -> createdAt = new Timestamp(GoJson.text(json));
        default -> json.skipChildren();
      }
    }
    return Optional.of(
        new LayerAnnotations(
            mediaType,
            diffId.isEmpty() ? Optional.empty() : Optional.of(Digest.parse(diffId)),
            size,
            createdAt));
  }

  private CacheRecord record() throws IOException {
    List<CacheRecord.Result> results = List.of();
    List<CacheRecord.Chain> chains = List.of();
    String digest = "";
    List<List<CacheRecord.Input>> inputs = List.of();
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "layers" -> results = list(this::result);
        case "chains" -> chains = list(this::chain);
        case "digest" -> digest = GoJson.text(json);
        case "inputs" -> inputs = list(() -> list(this::input));
        default -> json.skipChildren();
      }
    }
    return new CacheRecord(results, chains, digest, inputs);
  }

  private CacheRecord.Result result() throws IOException {
    int layer = 0;
    Optional<Timestamp> createdAt = Optional.empty();
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "layer" -> layer = GoJson.index(json);
        case "createdAt" -> createdAt = time();
        default -> json.skipChildren();
      }
    }
    return new CacheRecord.Result(layer, createdAt);
  }

  private CacheRecord.Chain chain() throws IOException {
    List<Integer> layers = List.of();
    Optional<Timestamp> createdAt = Optional.empty();
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "layers" -> layers = list(() -> GoJson.index(json));
        case "createdAt" -> createdAt = time();
        default -> json.skipChildren();
      }
    }
    return new CacheRecord.Chain(layers, createdAt);
  }

  private CacheRecord.Input input() throws IOException {
    String selector = "";
    int link = 0;
    GoJson.startObject(json);
    for (String name = field(); name != null; name = field()) {
      switch (name) {
        case "selector" -> selector = GoJson.text(json);
        case "link" -> link = GoJson.index(json);
        default -> json.skipChildren();
      }
    }
    return new CacheRecord.Input(selector, link);
  }

  private Optional<Timestamp> time() throws IOException {
    String text = GoJson.text(json);
    return text.isEmpty() ? Optional.empty() : Optional.of(new Timestamp(text));
  }

  /** The next field's name, with the parser on its value; null at the end of the object. */
  private @Nullable String field() throws IOException {
    String name = json.nextFieldName();
    if (name == null) {
      GoJson.expect(json, JsonToken.END_OBJECT, "a field or the end of the object");
      return null;
    }
    json.nextToken();
    return name;
  }

  private <T> List<T> list(Item<T> item) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    GoJson.expect(json, JsonToken.START_ARRAY, "an array");
    var items = new ArrayList<T>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(item.read());
    }
    return items;
  }

  @FunctionalInterface
  private interface Item<T> {
    T read() throws IOException;
  }
}
