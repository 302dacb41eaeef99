import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes the caches of a build matrix: layouts DIR/1 to DIR/N of the same many steps, each with some
 * steps of its own.
 *
 * <p>Usage: {@code java MatrixCaches.java DIR [CACHES [RECORDS]]}, 10 and 1000 by default.
 *
 * <p>The records are of the kinds that BuildKit writes: roots, a RUN with one input, a COPY with two,
 * where the second has two alternatives, one of them with a selector. Two of three have a result;
 * its layer stands on that of the first input's. The first third of the records is the same in all
 * caches, the second has the same keys with other results, and the third is the cache's own. The blobs are a few
 * bytes of text and no tars: nothing here unpacks them.
 */
final class MatrixCaches {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

  private final Path directory;
  private final int number;
  private final Map<String, String> layers = new LinkedHashMap<>();
  private final List<String> descriptors = new ArrayList<>();
  private final List<String> records = new ArrayList<>();
  private final List<Integer> tops = new ArrayList<>();
  private final List<Integer> steps = new ArrayList<>();

  private MatrixCaches(Path directory, int number) {
    this.directory = directory;
    this.number = number;
  }

  public static void main(String[] arguments) throws IOException {
    int caches = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    int records = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1000;
    for (int i = 1; i <= caches; i++) {
      Path directory = Path.of(arguments[0], String.valueOf(i));
      Files.createDirectories(directory.resolve("blobs/sha256"));
      new MatrixCaches(directory, i).write(records);
    }
  }

  private void write(int count) throws IOException {
    var random = new Random(1); // the same shape for all
    while (records.size() < count) {
      int at = records.size();
      String kind = at > count * 2 / 3 ? "own" + number : "shared";
      boolean another = at > count / 3; // the same key, another result
      if (at < 3 || random.nextInt(5) == 0) {
        add("{\"digest\":\"" + digest("root " + at + kind) + "\"}", -1);
      } else {
        step(at, kind, another, random);
      }
    }
    publish();
  }

  private void step(int at, String kind, boolean another, Random random) throws IOException {
    int base = steps.isEmpty() ? 0 : steps.get(Math.max(0, steps.size() - 1 - random.nextInt(4)));
    int other = random.nextInt(at);
    int third = random.nextInt(at);
    boolean copy = random.nextBoolean();
    String inputs = "[{\"link\":" + base + "}]";
    if (copy) {
      String selector = "\"selector\":\"" + digest("selector") + "\",";
      inputs += ",[{" + selector + "\"link\":" + other + "},{\"link\":" + third + "}]";
    }
    int top = tops.get(base);
    String result = "";
    if (random.nextInt(3) > 0) {
      top = layer("layer " + at + kind + (another ? number : 0), tops.get(base));
      String time = "2026-11-21T08:%02d:%02d.%09dZ".formatted(number, at % 60, 1 + at);
      result = "\"layers\":[{\"layer\":" + top + ",\"createdAt\":\"" + time + "\"}],";
    }
    steps.add(at);
    String key = digest((copy ? "copy " : "run ") + at + kind);
    add("{" + result + "\"digest\":\"" + key + "\",\"inputs\":[" + inputs + "]}", top);
  }

  private void add(String record, int top) {
    records.add(record);
    tops.add(top);
  }

  private int layer(String text, int parent) throws IOException {
    String blob = store(text);
    descriptors.add(
        descriptor(LAYER, blob, text.length())
                .replaceFirst("}$", "")
            + ",\"annotations\":{\"buildkit/createdat\":\"2026-11-21T08:00:00Z\","
            + "\"containerd.io/uncompressed\":\""
            + digest("tar " + text)
            + "\"}}");
    layers.put(
        layers.size() + "",
        "{\"blob\":\"" + blob + "\"" + (parent == 0 ? "" : ",\"parent\":" + parent) + "}");
    return layers.size() - 1;
  }

  private void publish() throws IOException {
    String config =
        "{\"layers\":["
            + String.join(",", layers.values())
            + "],\"records\":["
            + String.join(",", records)
            + "]}";
    String type = "application/vnd.oci.image.manifest.v1+json";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\""
            + type
            + "\",\"config\":"
            + descriptor("application/vnd.buildkit.cacheconfig.v0", store(config), config.length())
            + ",\"layers\":["
            + String.join(",", descriptors)
            + "]}";
    String tag = ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}}";
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
            + descriptor(type, store(manifest), manifest.length()).replaceFirst("}$", "")
            + tag
            + "]}");
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
  }

  private static String descriptor(String type, String digest, int size) {
    return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
  }

  private String store(String text) throws IOException {
    String digest = digest(text);
    Files.writeString(directory.resolve("blobs/sha256").resolve(digest.substring(7)), text);
    return digest;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
