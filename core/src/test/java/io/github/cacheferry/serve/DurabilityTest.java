package io.github.cacheferry.serve;

import static io.github.cacheferry.serve.ServiceClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.serve.ServiceClient.Reply;
import io.github.cacheferry.testing.MovableClock;
import io.github.cacheferry.testing.ServeMain;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
  @TempDir Path directory;

  private List<String> files(String below) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(below))) {
      return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void entriesAndUrlsOutliveTheServer() throws IOException {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      main.save("k", "hello");
      List<StoredEntry> before = served.server().entries("");
      String url = main.find("k").field("signed_download_url");
      main.create("unfinished");
      served.restart();
      assertThat(served.server().entries("")).isEqualTo(before);
      assertThat(main.get(url).body()).isEqualTo("hello");
      assertThat(main.create("k").status()).isEqualTo(409);
      assertThat(main.create("unfinished").status()).as("its name is free").isEqualTo(200);
    }
  }

  @Test
  void directoryOfSomethingElse_isNotTakenOver() throws IOException {
    Path own = Files.createDirectories(directory.resolve("uploads"));
    Files.writeString(own.resolve("thesis.pdf"), "years of work");
    assertThatThrownBy(() -> Served.in(directory))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageContaining("uploads");
    assertThat(own.resolve("thesis.pdf")).hasContent("years of work");
    assertThat(directory.resolve("lock")).doesNotExist();
  }

  @Test
  void idsAreNotGivenAgain() throws IOException {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      main.save("a", "x");
      served.restart();
      main.save("b", "x");
      served.restart();
      main.save("c", "x");
      assertThat(served.server().entries("").stream().map(StoredEntry::id)).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatIsNotWholeIsDeletedAtStart() throws IOException {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      for (String key : List.of("good", "cut", "dataless", "nameless", "torn")) {
        main.save(key, "hello");
      }
      Path entries = directory.resolve("entries");
      List<Long> ids = served.server().entries("").stream().map(StoredEntry::id).toList();
      Files.writeString(entries.resolve(ids.get(1) + ".data"), "hell");
      Files.delete(entries.resolve(ids.get(2) + ".data"));
      Files.delete(entries.resolve(ids.get(3) + ".json"));
      Files.writeString(entries.resolve(ids.get(4) + ".json"), "{\"id\":");
      Files.writeString(entries.resolve("7.json.half"), "{");
      Files.createDirectories(directory.resolve("uploads/9"));
      served.restart();
      assertThat(served.server().entries("").stream().map(StoredEntry::key))
          .containsExactly("good");
      assertThat(files("entries"))
          .containsExactlyInAnyOrder(ids.get(0) + ".data", ids.get(0) + ".json");
      assertThat(files("uploads")).isEmpty();
      main.save("cut", "again");
    }
  }

  @Test
  void aKilledServerLosesNothingThatWasFinalised() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServeMain.class.getName(),
                "serve",
                "gha",
                "--dir",
                directory.toString(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String token = TokenForge.token().grant(Served.MAIN, TokenForge.READ_WRITE).unsigned();
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        ServiceClient main = new ServiceClient(out.readLine(), token)) {
      main.save("whole", bytes(300_000, 1));
      String url = main.create("half").field("signed_upload_url");
      main.putBlock(url, "a", bytes(100_000, 2));
      main.reserve("none");
      process.destroyForcibly().waitFor();
    } finally {
      process.destroyForcibly();
    }
    try (Served served = Served.in(directory)) {
      assertThat(served.server().entries("").stream().map(StoredEntry::key))
          .containsExactly("whole");
      ServiceClient main = served.main();
      Reply got = main.get(main.find("whole").field("signed_download_url"));
      assertThat(got.body()).isEqualTo(new String(bytes(300_000, 1), StandardCharsets.UTF_8));
    }
  }

  @Test
  void storageThatFailsIsSaidAndNothingIsSeen() throws IOException {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      String url = main.create("k").field("signed_upload_url");
      Path upload = only(directory.resolve("uploads"));
      Files.delete(upload);
      Files.writeString(upload, "in the way");
      Reply failed = main.putBlob(url, bytes("x"));
      assertThat(failed.status()).isEqualTo(507);
      assertThat(failed.header("x-ms-error-code")).isEqualTo("InsufficientStorage");
      assertThat(main.finish("k", 1).status()).isEqualTo(404);

      String other = main.create("other").field("signed_upload_url");
      main.putBlob(other, bytes("x"));
      Trees.delete(directory.resolve("entries"));
      Reply broken = main.finish("other", 1);
      assertThat(broken.status()).isEqualTo(500);
      assertThat(broken.field("code")).isEqualTo("internal");
      assertThat(main.find("other").field("ok")).isEqualTo("false");
      Files.createDirectories(directory.resolve("entries"));
      main.save("other", "mended");
    }
  }

  private static Path only(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.findFirst().orElseThrow();
    }
  }

  @Test
  void aReservationThatRestsIsGivenUp() throws IOException {
    try (Served served = Served.in(directory)) {
      ServiceClient main = served.main();
      String url = main.create("k").field("signed_upload_url");
      main.putBlob(url, bytes("x"));
      served.clock.advance(Duration.ofMinutes(9));
      assertThat(main.create("k").status()).isEqualTo(409);
      main.putBlob(url, bytes("y"));
      served.clock.advance(Duration.ofMinutes(9));
      assertThat(main.create("k").status()).as("it was used").isEqualTo(409);
      served.clock.advance(Duration.ofMinutes(2));
      String next = main.create("k").field("signed_upload_url");
      assertThat(main.putBlob(url, bytes("z")).header("x-ms-error-code")).isEqualTo("BlobNotFound");
      main.putBlob(next, bytes("z"));
      assertThat(main.finish("k", 1).status()).isEqualTo(200);
    }
  }

  @Test
  void sweepingDeletesTheBytesOfUploadsThatRest() throws IOException {
    var clock = new MovableClock();
    CacheStore store = CacheStore.open(ActionsCacheConfig.in(directory).clock(clock).build());
    Upload upload = store.reserve(new EntryName("", Served.MAIN, ServiceClient.VERSION, "k"));
    upload.putBlob(new ByteArrayInputStream(bytes("x")), 1);
    store.sweep();
    assertThat(files("uploads")).isNotEmpty();
    clock.advance(Duration.ofMinutes(11));
    store.sweep();
    assertThat(files("uploads")).isEmpty();
    assertThatThrownBy(() -> upload.putBlob(new ByteArrayInputStream(bytes("x")), 1))
        .isInstanceOf(BlobError.class);
  }

  @Test
  void theLeastRecentlyUsedEntriesMakeRoom() throws IOException {
    try (Served served = Served.in(directory, config -> config.maxBytes(30))) {
      ServiceClient main = served.main();
      main.save("a", bytes(10, 0));
      main.save("b", bytes(10, 0));
      main.save("c", bytes(10, 0));
      served.clock.advance(Duration.ofSeconds(5));
      main.get(main.find("a").field("signed_download_url"));
      main.save("d", bytes(10, 0));
      assertThat(keys(served)).containsExactly("c", "a", "d");
      served.restart();
      assertThat(keys(served)).as("the order is kept").containsExactly("c", "a", "d");
      main.save("e", bytes(15, 0));
      assertThat(keys(served)).containsExactly("d", "e");
      assertThat(files("entries")).hasSize(4);
    }
  }

  private static List<String> keys(Served served) {
    return served.server().entries("").stream().map(StoredEntry::key).toList();
  }

  @Test
  void anEntryLargerThanTheLimitIsRefused() throws IOException {
    try (Served served = Served.in(directory, config -> config.maxBytes(10))) {
      ServiceClient main = served.main();
      main.save("a", bytes(10, 0));
      String url = main.create("b").field("signed_upload_url");
      assertThat(main.putBlob(url, bytes(11, 0)).status()).isEqualTo(413);
      main.putBlock(url, "1", bytes(6, 0));
      main.putBlock(url, "2", bytes(6, 0));
      main.putBlockList(url, "1", "2");
      assertThat(main.finish("b", 12).field("code")).isEqualTo("invalid_argument");
      assertThat(keys(served)).containsExactly("a");
      assertThat(files("uploads")).isEmpty();
      assertThat(main.create("b").status()).isEqualTo(200);
    }
  }

  @Test
  void aDirectoryHasOneServer() throws IOException {
    try (Served served = Served.in(directory)) {
      assertThatThrownBy(() -> Served.in(directory))
          .isInstanceOf(CacheException.Unavailable.class)
          .hasMessageContaining("another server uses it");
      served.main().save("k", "x");
    }
  }

  @Test
  void theSigningKeyIsTheOwnersAlone() throws IOException {
    try (Served served = Served.in(directory.resolve("new"))) {
      Path key = served.directory.resolve("signing-key");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(served.directory)))
          .isEqualTo("rwx------");
    }
  }
}
