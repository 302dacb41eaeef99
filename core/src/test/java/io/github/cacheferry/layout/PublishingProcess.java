package io.github.cacheferry.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.testing.Runs;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that publishes again and again and says so: {@code directory tag-prefix tags rounds}.
 */
final class PublishingProcess {
  private PublishingProcess() {}

  public static void main(String[] args) throws CacheException {
    int tags = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    LayoutWriter writer = LayoutWriter.create(Path.of(args[0]), Runs.plain());
    System.out.println("ready");
    for (int i = 0; i < rounds; i++) {
      publish(writer, args[1] + i % tags, args[1] + " " + i);
      System.out.println(i);
    }
  }

  /** Publishes a manifest with one layer whose bytes follow from the text. */
  static Descriptor publish(LayoutWriter writer, String tag, String text) throws CacheException {
    Descriptor layer = write(writer, "layer", ("layer of " + text).repeat(5000));
    String json =
        "{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"layer\",\"digest\":\""
            + layer.digest()
            + "\",\"size\":"
            + layer.size()
            + "}]}";
    Descriptor manifest = write(writer, MediaTypes.OCI_MANIFEST, json);
    writer.publish(tag, manifest, List.of(layer, manifest), false, before -> true);
    return manifest;
  }

  private static Descriptor write(LayoutWriter writer, String mediaType, String text)
      throws CacheException {
    byte[] bytes = text.getBytes(UTF_8);
    Descriptor blob = Descriptor.of(mediaType, bytes);
    writer.write(blob, bytes);
    return blob;
  }
}
