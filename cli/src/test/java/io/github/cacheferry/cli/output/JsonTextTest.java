package io.github.cacheferry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.cache.Redactor;
import io.github.cacheferry.model.Digest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void console_writesAnObjectAsItIsMadeAndGoesOn() {
    var redactor = new Redactor();
    redactor.add("hunter22");
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    var console = new Console(out, out, redactor);
    var early = new AtomicInteger();
    Digest digest = Digest.of(new byte[0]);

    console.json(
        json -> {
          json.digests("d", Collections.nCopies(1000, digest)).field("s", "über hunter22");
          early.set(bytes.size());
        });
    console.out("more");

    assertThat(early.get()).isGreaterThan(50_000);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("{\"d\":[\"" + digest + "\",")
        .endsWith(",\"s\":\"über ***\"}\nmore\n");
  }
}
