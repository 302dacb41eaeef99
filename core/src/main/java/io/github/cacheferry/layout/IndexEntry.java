package io.github.cacheferry.layout;

import com.fasterxml.jackson.core.JsonParser;
import io.github.cacheferry.json.DescriptorJson;
import io.github.cacheferry.json.GoJson;
import io.github.cacheferry.model.Descriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One entry of an {@code index.json}. Its JSON is kept, so that what other tools wrote into it
 * survives.
 *
 * @param json the entry's own text, without white space between its tokens
 * @param descriptor what it names; empty for an entry that is not understood, as one with another
 *     digest algorithm
 * @param refName {@code org.opencontainers.image.ref.name}, or empty
 * @param imageName {@code io.containerd.image.name}, or empty
 */
public record IndexEntry(
    String json, Optional<Descriptor> descriptor, String refName, String imageName) {
  private static final String REF_NAME = "org.opencontainers.image.ref.name";
  private static final String IMAGE_NAME = "io.containerd.image.name";

  /** The entry that gives this tag to the manifest, as BuildKit writes it. */
  static IndexEntry of(String tag, Descriptor manifest) {
    var annotations = new TreeMap<>(manifest.annotations());
    annotations.put(REF_NAME, tag);
    Descriptor tagged = manifest.withAnnotations(annotations);
    var json = new StringBuilder(256);
    DescriptorJson.write(json, tagged);
    return new IndexEntry(json.toString(), Optional.of(tagged), tag, "");
  }

  /** Reads an entry that is sound JSON; a field of another type than it should have is ignored. */
  static IndexEntry parse(String text) throws IOException {
    try (JsonParser json = GoJson.parser(text.getBytes(StandardCharsets.UTF_8))) {
      json.nextToken();
      LooseDescriptor read = LooseDescriptor.read(json);
      return new IndexEntry(
          text,
          read.descriptor(),
          read.annotations().getOrDefault(REF_NAME, ""),
          read.annotations().getOrDefault(IMAGE_NAME, ""));
    }
  }

  /** Whether the entry has no name at all. */
  public boolean isNameless() {
    return refName.isEmpty() && imageName.isEmpty();
  }
}
