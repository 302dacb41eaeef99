package io.github.cacheferry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
  @Test
  void bearer_hasItsParameters() {
    assertThat(
            parse(
                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
                    + "scope=\"repository:a/b:pull,push\""))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm",
                    "https://auth.docker.io/token",
                    "service",
                    "registry.docker.io",
                    "scope",
                    "repository:a/b:pull,push")));
  }

  @Test
  void severalInOneHeader_areToldApart() {
    assertThat(parse("Basic realm=\"a\", BEARER Realm = b , error=\"x\\\"y\",Negotiate"))
        .containsExactly(
            new Challenge("basic", Map.of("realm", "a")),
            new Challenge("bearer", Map.of("realm", "b", "error", "x\"y")),
            new Challenge("negotiate", Map.of()));
  }

  @Test
  void tokenOfAScheme_isPassedOver() {
    assertThat(parse("Negotiate YII==, Basic realm=\"a\""))
        .containsExactly(
            new Challenge("negotiate", Map.of()), new Challenge("basic", Map.of("realm", "a")));
  }

  @Test
  void severalHeaders_areRead() {
    assertThat(Challenge.parse(List.of("Basic realm=\"a\"", "Bearer realm=\"b\""))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",,,",
        "=",
        "\"",
        "Bearer realm=\"unclosed",
        "Bearer realm=\"x\\",
        "Bearer =",
        "Bearer realm=\"a\" \u0000 junk",
        "Bearer realm"
      })
  void nonsense_isNoFailure(String header) {
    assertThatCode(() -> parse(header)).doesNotThrowAnyException();
  }

  @Test
  void hugeHeaders_arePassedOver() {
    assertThat(parse("Bearer realm=\"" + "x".repeat(10_000) + "\"")).isEmpty();
    assertThat(parse("a=b,".repeat(1000))).hasSizeLessThan(100);
    assertThat(parse("Basic ,".repeat(1000))).hasSizeLessThan(100);
  }

  @Test
  void randomText_isReadWithoutFailure() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    String alphabet = "Bearer=\", \\\t\u00e9/+:aZ0";
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThatCode(() -> parse(text.toString()))
          .as("seed %d: %s", seed, text)
          .doesNotThrowAnyException();
    }
  }

  private static List<Challenge> parse(String header) {
    return Challenge.parse(List.of(header));
  }
}
