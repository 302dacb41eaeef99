package io.github.cacheferry.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collection;
import java.util.Optional;

/**
 * One JSON object on one line. Each string is masked by itself, so that masking cannot harm the
 * form. What is not known is {@code null}: a name is never missing.
 */
public final class JsonText {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final CharacterEscapes ESCAPES = new NumberSigns();

  private final JsonGenerator json;
  private final Redactor redactor;

  private JsonText(JsonGenerator json, Redactor redactor) {
    this.json = json;
    this.redactor = redactor;
  }

  /** The object that the body fills. */
  public static String object(Redactor redactor, Body body) {
    var text = new StringWriter();
    write(text, redactor, body);
    return text.toString();
  }

  /** Writes the object that the body fills as it is made: one that is large takes no memory. */
  static void write(Writer to, Redactor redactor, Body body) {
    try (JsonGenerator json = FACTORY.createGenerator(to)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setCharacterEscapes(ESCAPES);
      json.writeStartObject();
      body.write(new JsonText(json, redactor));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // neither a StringWriter nor a PrintStream fails
    }
  }

  /** Writes a string field. */
  public JsonText field(String name, String value) throws IOException {
    json.writeStringField(name, redactor.mask(value));
    return this;
  }

  /** Writes a string field that is a secret that was asked for; it is not masked. */
  public JsonText secretField(String name, String value) throws IOException {
    json.writeStringField(name, value);
    return this;
  }

  /** Writes a string field, null if there is no value. */
  public JsonText field(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      return field(name, value.get());
    }
    json.writeNullField(name);
    return this;
  }

  /** Writes a whole number. */
  public JsonText field(String name, long value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  /** Writes a number. */
  public JsonText field(String name, double value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  /** Writes true or false. */
  public JsonText field(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
    return this;
  }

  /** Writes an object field. */
  public JsonText object(String name, Body body) throws IOException {
    json.writeObjectFieldStart(name);
    body.write(this);
    json.writeEndObject();
    return this;
  }

  /** Writes an object field, null if there is no value. */
  public <T> JsonText object(String name, Optional<T> value, Item<T> body) throws IOException {
    if (value.isPresent()) {
      return object(name, item -> body.write(item, value.get()));
    }
    json.writeNullField(name);
    return this;
  }

  /** Writes an array of objects, one for each item. */
  public <T> JsonText objects(String name, Collection<T> items, Item<T> body) throws IOException {
    json.writeArrayFieldStart(name);
    for (T item : items) {
      json.writeStartObject();
      body.write(this, item);
      json.writeEndObject();
    }
    json.writeEndArray();
    return this;
  }

  /** Writes an array of arrays of objects. */
  public <T> JsonText objectLists(
      String name, Collection<? extends Collection<T>> lists, Item<T> body) throws IOException {
    json.writeArrayFieldStart(name);
    for (Collection<T> list : lists) {
      json.writeStartArray();
      for (T item : list) {
        json.writeStartObject();
        body.write(this, item);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    return this;
  }

  /** Writes an array of strings. */
  public JsonText strings(String name, Collection<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(redactor.mask(value));
    }
    json.writeEndArray();
    return this;
  }

  /** Writes an array of digests, which hold no secrets. */
  public JsonText digests(String name, Collection<Digest> digests) throws IOException {
    json.writeArrayFieldStart(name);
    for (Digest digest : digests) {
      json.writeString(digest.toString());
    }
    json.writeEndArray();
    return this;
  }

  /** Fills an object. */
  @FunctionalInterface
  public interface Body {
    void write(JsonText json) throws IOException;
  }

  /** Fills the object of an item. */
  @FunctionalInterface
  public interface Item<T> {
    void write(JsonText json, T item) throws IOException;
  }
}
