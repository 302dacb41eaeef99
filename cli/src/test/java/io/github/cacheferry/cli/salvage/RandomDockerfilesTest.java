package io.github.cacheferry.cli.salvage;

import static io.github.cacheferry.cli.salvage.BuildRecordTest.vertex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Dockerfiles that are put together at random, of which it is known what is in them. */
class RandomDockerfilesTest {
  private static final List<String> STEPS =
      List.of(
          "RUN make\n",
          "run make \\\n # FROM x\n\n  all\n",
          "RUN <<EOF\nFROM x\nRUN y\nEOF\n",
          "RUN <<-A cat <<B\n# a\n\tA\nRUN \\\nB\n",
          "RUN [\"a\", \"<<A\"]\n",
          "COPY --from=0 a b\n",
          "Copy <<'a b' /x\nFROM x\na b\n",
          "ADD https://host/x.tar /\n",
          "WORKDIR /x\n");

  private static final List<String> OTHERS =
      List.of(
          "ENV A=b \\\n  C=d\n",
          "# FROM x\n",
          "\n",
          "ARG X\n",
          "ONBUILD RUN <<A\nRUN x\nA\n",
          "LABEL x=\"\\\\\"\n",
          "CMD [\"x\"]\n");

  @Test
  void after_keepsTheStageToTheStepAndAllOfTheOthers() throws Exception {
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      List<List<String>> stages = stages(random);
      int place = random.nextInt(stages.size());
      long steps = stages.get(place).stream().filter(STEPS::contains).count();
      if (steps == 0) {
        continue;
      }
      int wanted = random.nextInt((int) steps) + 1;
      List<String> kept = upTo(stages.get(place), wanted);
      String keyword =
          kept.get(kept.size() - 1).split("\\s", -1)[0].toUpperCase(java.util.Locale.ROOT);
      var step = new BuildStep("s" + place, wanted + 1, (int) steps + 1, keyword);
      BuildRecord record = BuildRecordTest.read(vertex("a", step + " x", "", true, false));
      Dockerfile.Cut cut = Dockerfile.parse(text(stages)).after(step, record);
      stages.set(place, kept);
      assertThat(cut.text()).as("seed %d", seed).isEqualTo(text(stages));
      assertThat(cut.target()).as("seed %d", seed).contains("s" + place);
    }
  }

  private static List<List<String>> stages(Random random) {
    var stages = new ArrayList<List<String>>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      var stage = new ArrayList<String>(List.of("FROM base AS s" + i + "\n"));
      for (int j = random.nextInt(8); j > 0; j--) {
        List<String> from = random.nextInt(3) == 0 ? OTHERS : STEPS;
        stage.add(from.get(random.nextInt(from.size())));
      }
      stages.add(stage);
    }
    return stages;
  }

  private static List<String> upTo(List<String> stage, int wanted) {
    int seen = 0;
    for (int i = 0; i < stage.size(); i++) {
      if (STEPS.contains(stage.get(i)) && ++seen == wanted) {
        return stage.subList(0, i + 1);
      }
    }
    throw new IllegalArgumentException(stage + " has no step " + wanted);
  }

  private static String text(List<List<String>> stages) {
    var text = new StringBuilder("# syntax=docker/dockerfile:1\nARG A=\\\n1\n");
    stages.forEach(stage -> stage.forEach(text::append));
    return text.toString();
  }
}
