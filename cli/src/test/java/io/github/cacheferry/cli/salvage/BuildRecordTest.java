package io.github.cacheferry.cli.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of BuildKit 0.25, as buildx 0.29 prints them, and made-up ones. */
class BuildRecordTest {
  private static final Path FILES = Path.of("src/test/resources/salvage");

  @Test
  void ends_ofParallelStagesAreWhereEachHadComeTo() throws Exception {
    assertThat(recorded("parallel-stages").ends())
        .extracting(BuildStep::toString)
        .containsExactlyInAnyOrder("[b 3/5] RUN", "[c 2/3] RUN");
  }

  @Test
  void ends_ofTwoPlatformsAreThoseThatBothHaveComeTo() throws Exception {
    assertThat(recorded("two-platforms").ends())
        .extracting(BuildStep::toString)
        .containsExactlyInAnyOrder("[b 3/5] RUN", "[c 2/3] RUN");
  }

  @Test
  void ends_countWhatABaseAdds() throws Exception {
    BuildRecord record = recorded("onbuild");
    assertThat(record.ends()).containsExactly(new BuildStep("stage-1", 8, 12, "RUN"));
    assertThat(record.keywords("stage-1"))
        .containsEntry(1, "ONBUILD")
        .containsEntry(4, "COPY")
        .containsEntry(10, "RUN")
        .hasSize(10);
  }

  @Test
  void ends_leaveOutWhatIsFinishedOnOnePlatformOnly() throws Exception {
    BuildRecord record =
        read(
            vertex("a", "[linux/amd64 b 2/4] RUN x", "", true, false)
                + vertex("b", "[linux/amd64 b 3/4] RUN y", "a", true, false)
                + vertex("c", "[linux/amd64->arm64 b 2/4] RUN x", "", true, false)
                + vertex("d", "[linux/amd64->arm64 b 3/4] RUN y", "c", false, false));
    assertThat(record.ends()).containsExactly(new BuildStep("b", 2, 4, "RUN"));
  }

  @Test
  void ends_areNoStepsThatFailedOrWereCancelled() throws Exception {
    assertThat(read(vertex("a", "[1/1] RUN x", "", true, true)).ends()).isEmpty();
    assertThat(
            read(vertex("a", "[1/1] RUN x", "", true, false)
                    + vertex("a", "[1/1] RUN x", "", true, true))
                .ends())
        .isEmpty();
  }

  @Test
  void ends_areNoImagesAndNothingInternal() throws Exception {
    assertThat(
            read(vertex("a", "[build 1/2] FROM image@sha256:0", "", true, false)
                    + vertex("b", "[internal] load build context", "", true, false)
                    + vertex("c", "exporting to image", "a", true, false))
                .ends())
        .isEmpty();
  }

  @Test
  void ends_ofInputsThatGoInCirclesAreFound() throws Exception {
    assertThat(
            read(vertex("a", "[1/2] RUN x", "b", true, false)
                    + vertex("b", "[2/2] RUN y", "a", true, false))
                .ends())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ERROR: no record found", "[]", "{\"vertexes\":[{", "{\"vertexes\":[1", "1"})
  void read_refusesWhatIsNoRecord(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(CacheException.Unsupported.class);
  }

  @Test
  void read_ofNothingHasNoSteps() throws Exception {
    assertThat(read("").ends()).isEmpty();
    assertThat(read("{\"vertexes\":null,\"logs\":[{\"vertexes\":[{}]}]}").ends()).isEmpty();
  }

  static BuildRecord recorded(String name) throws IOException {
    try (InputStream file = Files.newInputStream(FILES.resolve(name + ".json"))) {
      return BuildRecord.read(file);
    }
  }

  static BuildRecord read(String text) throws CacheException {
    return BuildRecord.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  static String vertex(
      String digest, String name, String input, boolean completed, boolean failed) {
    return "{\"vertexes\":[{\"digest\":\"%s\",\"name\":\"%s\",\"inputs\":[%s]%s%s}]}\n"
        .formatted(
            digest,
            name,
            input.isEmpty() ? "" : "\"" + input + "\"",
            completed ? ",\"started\":\"2026\",\"completed\":\"2026\"" : "",
            failed ? ",\"error\":\"exit code: 1\"" : "");
  }
}
