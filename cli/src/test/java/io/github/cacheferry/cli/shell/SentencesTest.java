package io.github.cacheferry.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentencesTest {
  @Test
  void of_dotsThatStandForSomethingEndNoSentence() {
    assertThat(Sentences.of("At a=... b, c. D e. F.")).containsExactly("At a=... b, c", "D e", "F");
    assertThat(Sentences.of("A b=...")).containsExactly("A b=...");
    assertThat(Sentences.of("see 1.2 and a.b")).containsExactly("see 1.2 and a.b");
  }

  @Test
  void of_nothingIsOneThatIsEmpty() {
    assertThat(Sentences.of("")).containsExactly("");
  }
}
