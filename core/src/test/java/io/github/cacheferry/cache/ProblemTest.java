package io.github.cacheferry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void toString_saysAllInOneLine() {
    Problem problem = Problem.of("push the blob", "registry ghcr.io/a", "the server said 403");
    assertThat(problem)
        .hasToString("could not push the blob (registry ghcr.io/a): the server said 403");
    assertThat(problem.advise("Log in first."))
        .hasToString(
            "could not push the blob (registry ghcr.io/a): the server said 403. Log in first.");
    assertThat(new Problem("go on", "", "It is late.", "Wait."))
        .hasToString("could not go on: It is late. Wait.");
  }

  @Test
  void toString_lineBreaksAndEscapes_areNotPassedOn() {
    Problem problem = Problem.of("read", "", "no\r\n::add-mask::x\u001b[2J such file");
    assertThat(problem).hasToString("could not read: no ::add-mask::x [2J such file");
  }

  @Test
  void toString_unicodesOwnControlsAndLineBreaks_areNotPassedOn() {
    Problem problem = Problem.of("read", "", "a\u009b2Jb\u0085c\u2028d\u2029e");
    assertThat(problem).hasToString("could not read: a 2Jb c d e");
  }
}
