package io.github.cacheferry.exporters.gha;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.CacheExporter;
import io.github.cacheferry.http.Pace;
import io.github.cacheferry.serve.TokenForge;
import io.github.cacheferry.spec.CacheSpec;
import io.github.cacheferry.testing.ManyLayers;
import io.github.cacheferry.testing.Runs;
import io.github.cacheferry.testing.ServeMain;
import io.github.cacheferry.transfer.CacheCopy;
import io.github.cacheferry.transfer.CopyResult;
import io.github.cacheferry.transfer.Status;
import io.github.cacheferry.transfer.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server whose disk takes no more bytes: a process that the system lets write files up to a size,
 * which fails in the middle of a write as a full disk does.
 */
class FullDiskTest {
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

  /** In blocks of 512 bytes, or of 1024 with some shells. */
  private static final String LARGEST_FILE = "4096";

  private static final int TOO_LARGE = 6 << 20;

  @TempDir private Path directory;
  private Process server;
  private String url;

  @BeforeEach
  void startServer() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    server =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f " + LARGEST_FILE + " && exec \"$@\"",
                "sh",
                java,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                ServeMain.class.getName(),
                "serve",
                "gha",
                "--dir",
                directory.toString(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    var out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    url = out.readLine();
  }

  @AfterEach
  void stopServer() throws InterruptedException {
    server.destroyForcibly().waitFor();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void export_failsWithOneClearErrorAndTheServerGoesOn(int version) throws IOException {
    CopyResult full = export(version, new ManyLayers(1, MADE, 1000, TOO_LARGE));

    assertThat(full.failure())
        .get()
        .isInstanceOf(CacheException.Unavailable.class)
        .extracting(Throwable::getMessage)
        .asString()
        .contains(version == 1 ? "answered 500" : "answered 507", "the server's storage fails")
        .doesNotContain(directory.toString());
    assertThat(full.published()).isEmpty();
    assertThat(finished()).as("at most the small blob").isLessThanOrEqualTo(1);

    CopyResult small = export(version, new ManyLayers(2, MADE, 1000, 2000));

    assertThat(small.status()).isEqualTo(Status.SAVED);
  }

  private long finished() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("entries"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private CopyResult export(int version, ManyLayers source) throws IOException {
    String token = TokenForge.token().grant("refs/heads/main", TokenForge.READ_WRITE).unsigned();
    var spec =
        CacheSpec.parse(
            String.format(
                "type=gha,version=%d,url=%s,url_v2=%s,token=%s", version, url, url, token));
    var run = Runs.in(directory, Map.of(), io.github.cacheferry.cache.TransferListener.NONE);
    Pace pace = new Hasty();
    try (CacheExporter exporter = GhaExporter.open(GhaExporter.schema().check(spec), run, pace)) {
      var target = new Target(exporter, source.load().orElseThrow());
      return new CacheCopy(run, 4).copy(source, List.of(target)).get(0);
    }
  }

  /** Tries again without a wait. */
  private static final class Hasty implements Pace {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public void sleep(java.time.Duration duration) {}
  }
}
