package io.github.cacheferry.cli.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BuildHistoryTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void failed_areThoseThatNeitherRunNorCompletedTheLatestFirst() throws Exception {
    String printed =
        build("default/default/one", "Error", "2026-11-21T12:00:01.5Z")
            + build("default/default/two", "Completed", "2026-11-21T12:00:02Z")
            + build("remote/node0/three", "Canceled", "2026-11-21T12:00:03Z")
            + build("default/default/four", "Running", "2026-11-21T12:00:04Z")
            + build("default/default/five", "Error", "2026-11-21T11:59:59.999Z")
            + build("default/default/six", "Error", "soon")
            + build("", "Error", "2026-11-21T12:00:05Z");
    assertThat(BuildHistory.failed(printed, NOON)).containsExactly("three", "one");
    assertThat(BuildHistory.failed("", NOON)).isEmpty();
    assertThat(BuildHistory.failed("{}", NOON)).isEmpty();
  }

  @Test
  void place_isOfTheContextAndTheDockerfile() throws Exception {
    assertThat(
            BuildHistory.place(
                "{\"Name\":\"x\",\"Context\":\"..\",\"Dockerfile\":\"a/b\",\"Error\":{\"Context\":\"no\"}}"))
        .isEqualTo(new BuildHistory.Place("..", "a/b"));
    assertThat(BuildHistory.place("{}")).isEqualTo(new BuildHistory.Place("", ""));
  }

  @Test
  void otherOutputIsRefused() {
    for (String printed : new String[] {"BUILD ID  NAME", "{\"ref\":"}) {
      assertThatThrownBy(() -> BuildHistory.failed(printed, NOON))
          .isInstanceOf(CacheException.Unsupported.class);
      assertThatThrownBy(() -> BuildHistory.place(printed))
          .isInstanceOf(CacheException.Unsupported.class);
    }
  }

  private static String build(String reference, String status, String created) {
    return "{\"created_at\":\"%s\",\"ref\":\"%s\",\"status\":\"%s\",\"total_steps\":3}\n"
        .formatted(created, reference, status);
  }
}
