package io.github.cacheferry.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellWordTest {
  @Test
  void quote_leavesAloneWhatAShellLeavesAlone() {
    assertThat(ShellWord.quote("--cache-to")).isEqualTo("--cache-to");
    assertThat(ShellWord.quote("type=local,dest=/tmp/c_1,mode=max"))
        .isEqualTo("type=local,dest=/tmp/c_1,mode=max");
  }

  @Test
  void quote_putsTheRestInSingleQuotes() {
    assertThat(ShellWord.quote("src=/a b")).isEqualTo("'src=/a b'");
    assertThat(ShellWord.quote("it's $HOME")).isEqualTo("'it'\\''s $HOME'");
    assertThat(ShellWord.quote("")).isEqualTo("''");
  }
}
