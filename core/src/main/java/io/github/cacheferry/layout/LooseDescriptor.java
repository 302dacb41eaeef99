package io.github.cacheferry.layout;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be made out of a descriptor that any tool may have written. Fields of another type than
 * they should have are passed over.
 *
 * @param descriptor what is named; empty without a SHA-256 digest and a size
 * @param annotations the notes on it, whether or not it is understood
 */
record LooseDescriptor(Optional<Descriptor> descriptor, SortedMap<String, String> annotations) {

  /** Reads the value that the parser stands at, whatever it is, and leaves it at its end. */
  static LooseDescriptor read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return new LooseDescriptor(Optional.empty(), Collections.emptySortedMap());
    }
    var annotations = new TreeMap<String, String>();
    String mediaType = "";
    String digest = "";
    long size = -1;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_STRING && name.equals("mediaType")) {
        mediaType = json.getText();
      } else if (token == JsonToken.VALUE_STRING && name.equals("digest")) {
        digest = json.getText();
      } else if (token == JsonToken.VALUE_NUMBER_INT && name.equals("size")) {
        size = json.getLongValue();
      } else if (token == JsonToken.START_OBJECT && name.equals("annotations")) {
        readStrings(json, annotations);
      }
      json.skipChildren();
    }
    Optional<Descriptor> descriptor =
        Digest.isValid(digest) && size >= 0 && size <= Descriptor.LARGEST
            ? Optional.of(new Descriptor(mediaType, Digest.parse(digest), size, annotations))
            : Optional.empty();
    return new LooseDescriptor(descriptor, annotations);
  }

  private static void readStrings(JsonParser json, SortedMap<String, String> strings)
      throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        strings.put(name, json.getText());
      }
      json.skipChildren();
    }
  }
}
