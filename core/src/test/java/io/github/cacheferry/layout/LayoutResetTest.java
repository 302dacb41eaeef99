package io.github.cacheferry.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.model.Digest;
import io.github.cacheferry.model.MediaTypes;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutResetTest {
  private final List<String> warnings = new ArrayList<>();
  @TempDir Path temp;
  private LayoutWriter layout;

  @BeforeEach
  void setUp() throws IOException {
    layout =
        LayoutWriter.create(
            temp,
            Runs.watchedBy(
                new TransferListener() {
                  @Override
                  public void warned(String message) {
                    warnings.add(message);
                  }
                }));
  }

  @Test
  void whatNoTagLeadsToIsDeleted() throws IOException {
    Descriptor orphan = store("layer", "orphan");
    Descriptor old = manifest("config", store("layer", "old layer"));
    Descriptor kept = manifest("config", store("layer", "kept layer"));
    publish("latest", old, false);
    publish("latest", kept, true);

    assertThat(blobs())
        .hasSize(3)
        .contains(kept.digest())
        .doesNotContain(orphan.digest(), old.digest());
    assertThat(warnings).isEmpty();
  }

  @Test
  void otherTagsNestedIndexesAndDockerTypesKeepTheirBlobs() throws IOException {
    Descriptor docker =
        store(MediaTypes.DOCKER_MANIFEST, "{\"layers\":[" + json(store("l", "docker")) + "]}");
    Descriptor cacheIndex =
        store(
            MediaTypes.DOCKER_LIST,
            "{\"manifests\":["
                + json(store("layer", "in an index"))
                + ","
                + json(store(MediaTypes.CACHE_CONFIG, "{}"))
                + "]}");
    Descriptor nested =
        store(
            MediaTypes.OCI_INDEX,
            "{\"manifests\":[" + json(docker) + "," + json(cacheIndex) + "]}");
    publish("nested", nested, false);
    publish("latest", manifest("config", store("layer", "layer")), true);

    assertThat(blobs()).hasSize(9);
  }

  @Test
  void whatIsNoManifestIsKeptAsItIs() throws IOException {
    Descriptor text = store("application/json", "no JSON at all");
    Descriptor strange =
        store(
            MediaTypes.OCI_MANIFEST,
            "{\"config\":{\"digest\":\"sha512:beef\"},\"layers\":[7,"
                + json(store("layer", "after something strange"))
                + "]}");
    publish("text", text, false);
    publish("strange", strange, false);
    publish("latest", manifest("config"), true);
    assertThat(blobs()).hasSize(5);
  }

  @Test
  void aLoopOfNamesEnds() throws IOException {
    // Bytes cannot name themselves, but damaged ones can be stored under any name.
    Descriptor loop = store(MediaTypes.OCI_INDEX, "{\"manifests\":[]}");
    String self = "{\"manifests\":[" + json(loop) + "," + json(loop) + "]}";
    Path file = temp.resolve("blobs/sha256").resolve(loop.digest().hex());
    Files.delete(file);
    Files.writeString(file, self);
    publish("loop", Descriptor.of(loop.mediaType(), loop.digest(), self.length()), true);
    assertThat(blobs()).containsExactly(loop.digest());
  }

  @Test
  void aManifestThatCannotBeFollowedMeansThatNothingIsDeleted() throws IOException {
    Descriptor orphan = store("layer", "orphan");
    Descriptor broken = store(MediaTypes.OCI_MANIFEST, "{\"layers\":[");
    publish("latest", broken, true);
    assertThat(blobs()).contains(orphan.digest(), broken.digest());
    assertThat(warnings).singleElement().asString().contains("nothing was deleted");
  }

  @Test
  void whatCannotBeDeletedIsAWarning() throws IOException {
    Path stuck = temp.resolve("blobs/sha256").resolve(Digest.of(new byte[] {1}).hex());
    Files.createDirectories(stuck.resolve("not empty"));
    publish("latest", manifest("config"), true);
    assertThat(warnings).singleElement().asString().contains("could not delete 1 old blobs");
    assertThat(temp.resolve("index.json")).content().contains("latest");
  }

  @Test
  void filesThatAreNoBlobsStay() throws IOException {
    Path note = Files.writeString(temp.resolve("blobs/sha256/README"), "note");
    publish("latest", manifest("config"), true);
    assertThat(note).exists();
  }

  @Test
  void temporaryFilesOfKilledRunsGoWhenTheyAreOld() throws IOException {
    Path old = Files.createFile(temp.resolve("ingest/cacheferry-abc.tmp"));
    Path young = Files.createFile(temp.resolve("ingest/cacheferry-def.tmp"));
    Path foreign = Files.createFile(temp.resolve("ingest/other"));
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(old, longAgo);
    Files.setLastModifiedTime(foreign, longAgo);

    publish("latest", manifest("config"), false);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(foreign).exists();
  }

  private void publish(String tag, Descriptor manifest, boolean reset) throws IOException {
    layout.publish(tag, manifest, List.of(manifest), reset, before -> true);
  }

  private Descriptor manifest(String config, Descriptor... layers) throws IOException {
    String list = Stream.of(layers).map(LayoutResetTest::json).toList().toString();
    return store(
        MediaTypes.OCI_MANIFEST,
        "{\"config\":" + json(store(config, "{\"config\":{}}")) + ",\"layers\":" + list + "}");
  }

  private Descriptor store(String mediaType, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    Descriptor blob = Descriptor.of(mediaType, bytes);
    layout.write(blob, bytes);
    return blob;
  }

  private static String json(Descriptor blob) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(blob.mediaType(), blob.digest(), blob.size());
  }

  private List<Digest> blobs() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("blobs/sha256"))) {
      return files.map(file -> new Digest(file.getFileName().toString())).toList();
    }
  }
}
