package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorReplyTest {
  @Test
  void registrysErrors_areRead() {
    ErrorReply reply =
        ErrorReply.parse(
            "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no push\",\"detail\":{\"a\":[1]}},"
                + "{\"code\":\"TOOMANYREQUESTS\"}],\"other\":[{}]}");
    assertThat(reply.codes()).containsExactlyInAnyOrder("DENIED", "TOOMANYREQUESTS");
    assertThat(reply.suffix()).isEqualTo(": DENIED: no push; TOOMANYREQUESTS");
  }

  @Test
  void text_isTakenAsItIs_andPagesAreNot() {
    assertThat(ErrorReply.parse("go away\n").suffix()).isEqualTo(": go away");
    assertThat(ErrorReply.parse("<html>502</html>").suffix()).isEmpty();
    assertThat(ErrorReply.parse("").suffix()).isEmpty();
  }

  @Test
  void brokenJson_isText() {
    assertThat(ErrorReply.parse("{\"errors\":[{").suffix()).startsWith(": {");
    assertThat(ErrorReply.parse("{\"errors\":\"x\"}").codes()).isEmpty();
    assertThat(ErrorReply.parse("[".repeat(100_000)).codes()).isEmpty();
  }
}
