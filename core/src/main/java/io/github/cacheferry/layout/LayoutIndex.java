package io.github.cacheferry.layout;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.json.GoJson;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A layout's {@code index.json}, which gives tags to manifests. All of its fields and entries keep
 * their JSON when it is edited; only white space between tokens goes, as BuildKit writes none.
 */
public final class LayoutIndex {
  /** The most that is read of an index. */
  static final int LIMIT = 4 << 20;

  private static final String MANIFESTS = "manifests";

  private final Map<String, String> fields;
  private final List<IndexEntry> entries;

  private LayoutIndex(Map<String, String> fields, List<IndexEntry> entries) {
    this.fields = fields;
    this.entries = List.copyOf(entries);
  }

  /** An index that names nothing. */
  static LayoutIndex empty() {
    return new LayoutIndex(Map.of(), List.of());
  }

  /**
   * Reads an index. An empty file is an empty index, as for BuildKit.
   *
   * @throws CacheException.Corrupt if it is no JSON object with a list of objects
   */
  static LayoutIndex parse(byte[] json, String where) throws CacheException.Corrupt {
    if (json.length == 0) {
      return empty();
    }
    try (JsonParser parser = GoJson.parser(json)) {
      var fields = new LinkedHashMap<String, String>();
      List<IndexEntry> entries = List.of();
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("it is not a JSON object");
      }
      if (parser.currentTokenLocation().getByteOffset() < 0) {
        throw new IOException("it is not written in UTF-8");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(MANIFESTS)) {
          entries = entries(parser, json);
          fields.put(name, "");
        } else {
          fields.put(name, text(parser, json));
        }
      }
      if (parser.nextToken() != null) {
        throw new IOException("text follows the JSON object");
      }
      return new LayoutIndex(fields, entries);
    } catch (IOException e) {
      throw new CacheException.Corrupt(
          new Problem(
              "read index.json",
              where,
              GoJson.reason(e),
              "Remove the directory, and let it be written anew."),
          e);
    }
  }

  /** The entries in their order. */
  public List<IndexEntry> entries() {
    return entries;
  }

  /** The entry that BuildKit takes for the tag: containerd's names count before OCI's. */
  public Optional<IndexEntry> find(String tag) {
    Optional<IndexEntry> byImage =
        entries.stream().filter(entry -> entry.imageName().equals(tag)).findFirst();
    return byImage.isPresent()
        ? byImage
        : entries.stream().filter(entry -> entry.refName().equals(tag)).findFirst();
  }

  /** The one entry of an index that another tool wrote without any name. */
  public Optional<IndexEntry> onlyNameless() {
    return entries.size() == 1 && entries.get(0).isNameless()
        ? Optional.of(entries.get(0))
        : Optional.empty();
  }

  /**
   * This index with the tag given to the manifest, by BuildKit's rule: entries of that ref name go,
   * unless containerd named them too; the new one comes last.
   */
  LayoutIndex with(String tag, Descriptor manifest) {
    var edited = new ArrayList<IndexEntry>();
    for (IndexEntry entry : entries) {
      if (!entry.refName().equals(tag) || !entry.imageName().isEmpty()) {
        edited.add(entry);
      }
    }
    edited.add(IndexEntry.of(tag, manifest));
    var filled = new LinkedHashMap<String, String>();
    filled.put("schemaVersion", "2");
    filled.put("mediaType", '"' + MediaTypes.OCI_INDEX + '"');
    filled.putAll(fields);
    filled.put(MANIFESTS, "");
    return new LayoutIndex(filled, edited);
  }

  /** The index as it is to be written, without a newline at the end. */
  byte[] bytes() {
    var json = new StringJoiner(",", "{", "}");
    fields.forEach(
        (name, value) -> {
          String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(name));
          json.add('"' + quoted + "\":" + (name.equals(MANIFESTS) ? list() : value));
        });
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String list() {
    var list = new StringJoiner(",", "[", "]");
    entries.forEach(entry -> list.add(entry.json()));
    return list.toString();
  }

  private static List<IndexEntry> entries(JsonParser parser, byte[] json) throws IOException {
    var entries = new ArrayList<IndexEntry>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      entries.add(IndexEntry.parse(text(parser, json)));
    }
    return entries;
  }

  /** The text of the value that the parser stands at, which it passes. */
  private static String text(JsonParser parser, byte[] json) throws IOException {
    long start = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    long end = parser.currentLocation().getByteOffset();
    return withoutSpace(new String(json, (int) start, (int) (end - start), StandardCharsets.UTF_8));
  }

  private static String withoutSpace(String json) {
    var text = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        text.append(c).append(json.charAt(++i));
        continue;
      }
      if (c == '"') {
        inString = !inString;
      }
      if (inString || !(c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
        text.append(c);
      }
    }
    return text.toString();
  }
}
