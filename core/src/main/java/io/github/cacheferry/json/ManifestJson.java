package io.github.cacheferry.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.model.CacheManifest;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.ManifestShape;
import io.github.cacheferry.model.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON of a cache manifest, in each of its shapes. */
public final class ManifestJson {
  private static final String ACTION = "read the cache manifest";

  private ManifestJson() {}

  /**
   * Reads a manifest. Its shape follows from what it holds, as for BuildKit: a config makes an
   * image manifest, anything else is an index.
   *
   * @param where where it was read, for the message
   * @throws CacheException.Corrupt if it is no manifest
   * @throws CacheException.Unsupported if it is one of an image or of something else that is no
   *     cache
   */
  public static CacheManifest parse(byte[] bytes, String where) throws CacheException {
    Fields fields = read(bytes, where);
    if (fields.config.isPresent() || !fields.layers.isEmpty()) {
      if (!fields.manifests.isEmpty()) {
        throw new CacheException.Corrupt(
            Problem.of(ACTION, where, "it is an image manifest and an index at once"));
      }
      Descriptor config =
          fields
              .config
              .filter(descriptor -> descriptor.mediaType().equals(MediaTypes.CACHE_CONFIG))
              .orElseThrow(
                  () -> noCache(where, fields.config.map(Descriptor::mediaType).orElse("none")));
      return new CacheManifest(ManifestShape.OCI_IMAGE, config, fields.layers, fields.annotations);
    }
    Descriptor config = null;
    var layers = new ArrayList<Descriptor>();
    for (Descriptor listed : fields.manifests) {
      if (listed.mediaType().equals(MediaTypes.CACHE_CONFIG)) {
        config = listed; // the last one counts for BuildKit too
      } else {
        layers.add(listed);
      }
    }
    if (config == null) {
      throw noCache(where, "none");
    }
    ManifestShape shape =
        fields.mediaType.equals(MediaTypes.DOCKER_LIST)
            ? ManifestShape.DOCKER_LIST
            : ManifestShape.OCI_INDEX;
    return new CacheManifest(shape, config, layers, fields.annotations);
  }

  /** The manifest as BuildKit writes it. */
  public static byte[] write(CacheManifest manifest) {
    var out = new StringBuilder(256 + 400 * manifest.layers().size());
    out.append("{\"schemaVersion\":2,\"mediaType\":\"")
        .append(manifest.shape().mediaType())
        .append('"');
    if (manifest.shape().isIndex()) {
      out.append(",\"manifests\":[");
      for (Descriptor layer : manifest.layers()) {
        DescriptorJson.write(out, layer);
        out.append(',');
      }
      DescriptorJson.write(out, manifest.config());
    } else {
      out.append(",\"config\":");
      DescriptorJson.write(out, manifest.config());
      out.append(",\"layers\":[");
      for (int i = 0; i < manifest.layers().size(); i++) {
        if (i > 0) {
          out.append(',');
        }
        DescriptorJson.write(out, manifest.layers().get(i));
      }
    }
    out.append(']');
    if (!manifest.annotations().isEmpty()) {
      out.append(",\"annotations\":");
      GoJson.strings(out, manifest.annotations());
    }
    return GoJson.bytes(out.append('}'));
  }

  private static CacheException.Unsupported noCache(String where, String configType) {
    return new CacheException.Unsupported(
        new Problem(
            ACTION,
            where,
            "it is an image or another artifact, not a BuildKit cache (its config is "
                + configType
                + ")",
            "Name the reference that was given to --cache-to."));
  }

  private static Fields read(byte[] bytes, String where) throws CacheException {
    var fields = new Fields();
    try (JsonParser json = GoJson.parser(bytes)) {
      json.nextToken();
      GoJson.startObject(json);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "mediaType" -> fields.mediaType = GoJson.text(json);
          case "config" -> fields.config = Optional.of(DescriptorJson.read(json));
          case "layers" -> fields.layers = descriptors(json);
          case "manifests" -> fields.manifests = descriptors(json);
          case "annotations" -> fields.annotations = GoJson.strings(json);
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new GoJson.MalformedJson("text follows the JSON object");
      }
      return fields;
    } catch (IOException | IllegalArgumentException e) {
      boolean page = bytes.length > 0 && bytes[0] == '<';
      throw new CacheException.Corrupt(
          page
              ? Problem.of(ACTION, where, "what came is a web page")
                  .advise("See whether a proxy or a login page answers in the server's place.")
              : Problem.of(ACTION, where, GoJson.reason(e)),
          e);
    }
  }

  private static List<Descriptor> descriptors(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    GoJson.expect(json, JsonToken.START_ARRAY, "an array");
    var descriptors = new ArrayList<Descriptor>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      descriptors.add(DescriptorJson.read(json));
    }
    return descriptors;
  }

  private static final class Fields {
    private String mediaType = "";
    private Optional<Descriptor> config = Optional.empty();
    private List<Descriptor> layers = List.of();
    private List<Descriptor> manifests = List.of();
    private Map<String, String> annotations = Map.of();
  }
}
