package io.github.cacheferry.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.model.Descriptor;
import io.github.cacheferry.testing.Runs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutWriterTest {
  @TempDir Path temp;

  @Test
  void manyThreadsPublishDifferentTagsAndAllSurvive() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      var published = new ArrayList<Future<Descriptor>>();
      for (int i = 0; i < 12; i++) {
        String tag = "t" + i;
        Callable<Descriptor> work =
            () -> PublishingProcess.publish(LayoutWriter.create(temp, Runs.plain()), tag, tag);
        published.add(threads.submit(work));
      }
      for (Future<Descriptor> manifest : published) {
        manifest.get(120, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(tags()).hasSize(12).doesNotHaveDuplicates();
    assertSound();
  }

  @Test
  void twoProcessesPublishDifferentTagsAndAllSurvive() throws Exception {
    Process one = TestProcesses.start(PublishingProcess.class, temp.toString(), "a", "10", "10");
    Process two = TestProcesses.start(PublishingProcess.class, temp.toString(), "b", "10", "10");
    one.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    two.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());

    assertThat(one.waitFor()).isZero();
    assertThat(two.waitFor()).isZero();
    assertThat(tags()).hasSize(20).doesNotHaveDuplicates();
    assertSound();
  }

  @Test
  void aKilledProcessLeavesTheOldCacheOrTheNewOne() throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      Process process =
          TestProcesses.start(PublishingProcess.class, temp.toString(), "x", "2", "1000000");
      int lines = 1 + random.nextInt(4);
      try (BufferedReader output = process.inputReader(UTF_8)) {
        for (int i = 0; i < lines; i++) {
          output.readLine();
        }
        process.waitFor(random.nextInt(20_000), TimeUnit.MICROSECONDS);
        process.destroyForcibly().waitFor();
      }
      assertThat(sound()).as("seed %d, round %d", seed, round).isEmpty();
    }
    PublishingProcess.publish(LayoutWriter.create(temp, Runs.plain()), "after", "after");
    assertThat(tags()).contains("after");
  }

  @Test
  void aBlobThatIsNotStoredIsNeverNamed() throws CacheException {
    LayoutWriter writer = LayoutWriter.create(temp, Runs.plain());
    Descriptor first = PublishingProcess.publish(writer, "latest", "first");
    Descriptor absent = Descriptor.of("layer", new byte[] {1});

    assertThatThrownBy(
            () -> writer.publish("latest", first, List.of(absent), false, before -> true))
        .isInstanceOf(CacheException.NotFound.class)
        .hasMessageContaining(absent.digest().toString());
    assertThat(index().find("latest").orElseThrow().descriptor().map(Descriptor::digest))
        .contains(first.digest());
    assertThat(temp.resolve("index.json.lock")).doesNotExist();
  }

  @Test
  void theMarkerOfALayoutIsWrittenOnce() throws IOException {
    LayoutWriter writer = LayoutWriter.create(temp, Runs.plain());
    PublishingProcess.publish(writer, "latest", "first");
    assertThat(temp.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");

    Files.writeString(temp.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}\n");
    PublishingProcess.publish(writer, "latest", "second");
    assertThat(temp.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\": \"1.0.0\"}\n");
  }

  @Test
  void otherToolsFieldsSurvive() throws IOException {
    Files.writeString(temp.resolve("index.json"), "{ \"x-tool\": {\"n\": 1.0} }");
    PublishingProcess.publish(LayoutWriter.create(temp, Runs.plain()), "latest", "first");
    assertThat(Files.readString(temp.resolve("index.json"))).contains(",\"x-tool\":{\"n\":1.0},");
  }

  @Test
  void anIndexThatMakesNoSenseIsNotOverwritten() throws IOException {
    Files.writeString(temp.resolve("index.json"), "{ broken");
    LayoutWriter writer = LayoutWriter.create(temp, Runs.plain());
    assertThatThrownBy(() -> PublishingProcess.publish(writer, "latest", "first"))
        .isInstanceOf(CacheException.Corrupt.class);
    assertThat(temp.resolve("index.json")).hasContent("{ broken");
  }

  @Test
  void placesThatCannotBeWrittenAreToldApart() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> LayoutWriter.create(file.resolve("below"), Runs.plain()))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("Not a directory");
    assertThatThrownBy(() -> LayoutWriter.create(file, Runs.plain()))
        .isInstanceOf(CacheException.Unavailable.class)
        .hasMessageContaining("there is a file where a directory should be");
    assertThatThrownBy(() -> LayoutWriter.create(Path.of("/sys/cacheferry"), Runs.plain()))
        .isInstanceOf(CacheException.Denied.class)
        .hasMessageContaining("Check the directory's owner and mode, and how it is mounted.");
  }

  private LayoutIndex index() throws CacheException {
    return OciLayout.find(temp)
        .orElseThrow()
        .index(Cancellation.unbounded())
        .orElse(LayoutIndex.empty());
  }

  private List<String> tags() throws CacheException {
    return index().entries().stream().map(IndexEntry::refName).toList();
  }

  private void assertSound() throws IOException {
    assertThat(sound()).isEmpty();
    try (Stream<Path> temporary = Files.list(temp.resolve("ingest"))) {
      assertThat(temporary).isEmpty();
    }
  }

  /** What is wrong: names that lead nowhere, blobs that are not what their names say. */
  private List<String> sound() throws CacheException {
    OciLayout layout = OciLayout.find(temp).orElseThrow();
    var wrong = new ArrayList<String>();
    for (var digest : ReachableBlobs.of(layout, index())) {
      var stored = layout.describe(digest);
      if (stored.isEmpty()) {
        wrong.add(digest + " is missing");
      } else {
        layout.read(stored.get(), 1 << 24);
      }
    }
    return wrong;
  }
}
