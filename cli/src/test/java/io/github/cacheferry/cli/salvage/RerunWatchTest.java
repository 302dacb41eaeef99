package io.github.cacheferry.cli.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RerunWatchTest {
  private final RerunWatch watch = new RerunWatch();

  @Test
  void rerun_isAStepThatBeginsToRun() {
    assertThat(watch.rerun(line("[b 2/3] RUN make", ""))).isEmpty();
    assertThat(watch.rerun(line("[b 2/3] RUN make", ",\"started\":\"2026\"")))
        .contains("[b 2/3] RUN make");
    assertThat(watch.rerun(line("[b 2/3] ONBUILD RUN make", ",\"started\":\"2026\""))).isPresent();
  }

  @Test
  void rerun_isNoStepWhoseLayersAreFetched() {
    assertThat(watch.rerun(line("[2/3] RUN x", ",\"started\":\"2026\",\"cached\":true"))).isEmpty();
    assertThat(watch.rerun(line("[2/3] RUN x", ",\"started\":\"2026\""))).isEmpty();
  }

  @Test
  void rerun_isNothingThatRunsNoCommand() {
    for (String name :
        new String[] {
          "[1/3] FROM x",
          "[internal] load build context",
          "[2/3] COPY a b",
          "[2/3] ONBUILD COPY a RUN",
          "exporting cache to client directory"
        }) {
      assertThat(watch.rerun(line(name, ",\"started\":\"2026\""))).as(name).isEmpty();
    }
    assertThat(watch.rerun("ERROR: failed to build")).isEmpty();
    assertThat(watch.rerun("{\"vertexes\":[")).isEmpty();
  }

  private static String line(String name, String more) {
    return "{\"vertexes\":[{\"digest\":\"a\",\"name\":\"%s\"%s}]}".formatted(name, more);
  }
}
