package io.github.cacheferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void object_isOneLineInTheOrderOfWriting() {
    String json =
        JsonText.object(
            new Redactor(),
            text ->
                text.field("a", "b\n")
                    .field("n", 1)
                    .field("s", 1.5)
                    .field("y", true)
                    .field("none", Optional.empty())
                    .object("o", inner -> inner.field("x", "y"))
                    .strings("l", List.of("1", "2"))
                    .objects("os", List.of("p"), (item, value) -> item.field("v", value))
                    .objectLists(
                        "ll",
                        List.of(List.of("q"), List.of()),
                        (item, value) -> item.field("v", value)));
    assertThat(json)
        .isEqualTo(
            "{\"a\":\"b\\n\",\"n\":1,\"s\":1.5,\"y\":true,\"none\":null,\"o\":{\"x\":\"y\"},"
                + "\"l\":[\"1\",\"2\"],\"os\":[{\"v\":\"p\"}],\"ll\":[[{\"v\":\"q\"}],[]]}");
  }

  @Test
  void strings_areMaskedOneByOneSoThatTheFormStaysWhole() {
    var redactor = new Redactor();
    redactor.add("hunter22");
    String json =
        JsonText.object(
            redactor,
            text ->
                text.field("a", "my hunter22")
                    .strings("l", List.of("https://u:p@h/", "x://not", "me@home")));
    assertThat(json)
        .isEqualTo("{\"a\":\"my ***\",\"l\":[\"https://***@h/\",\"x://not\",\"me@home\"]}");
  }
}
