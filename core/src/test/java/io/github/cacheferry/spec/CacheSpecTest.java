package io.github.cacheferry.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          type=local,src=/a                   | local    | {src=/a}
          ghcr.io/acme/app:cache              | registry | {ref=ghcr.io/acme/app:cache}
          localhost:5000/app@sha256:00        | registry | {ref=localhost:5000/app@sha256:00}
          TYPE=gha,Scope=Main                 | gha      | {scope=Main}
          ref=a,type=registry                 | registry | {ref=a}
          type=s3,name=a;b,prefix=            | s3       | {name=a;b, prefix=}
          type=registry,ref=a,ref=b           | registry | {ref=b}
          type=gha,type=local,src=x           | local    | {src=x}
          type=local,"src=/a,b"               | local    | {src=/a,b}
          type=local,"src=/say ""hi\"""        | local    | {src=/say "hi"}
          "type=local","src=/a"               | local    | {src=/a}
          type=azblob,account_url=https://a?x=1&y==2 | azblob | {account_url=https://a?x=1&y==2}
          type=local,src= /a                  | local    | {src= /a}
          """)
  void parse_buildKitsForms_areUnderstood(String text, String type, String attributes)
      throws CacheException {
    CacheSpec spec = CacheSpec.parse(text);
    assertThat(spec.type()).isEqualTo(type);
    assertThat(spec.attributes()).hasToString(attributes);
    assertThat(CacheSpec.parse(spec.toString())).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                        | it is empty
          `  `                      | it is empty
          src=/a                    | it has no type. Add one, as in type=registry,ref=….
          type=,src=/a              | it has no type
          type=local,src            | "src" is not of the form name=value
          type=local,=x             | "=x" is not of the form name=value
          type=local,src=/a,        | "" is not of the form name=value
          type=gha, scope=x         | attribute " scope" has a space around its name. Did you mean "scope"?
          type=gha,scope =x         | attribute "scope " has a space around its name
          type=local,src="/a,b"     | a quote stands inside the field src="/a. Quote the whole field
          type=local,"src=/a        | a quote is not closed
          type=local,"src=/a"x      | text follows a closing quote
          """)
  void parse_whatBuildKitWouldMisread_isRefused(String text, String message) {
    assertThatThrownBy(() -> CacheSpec.parse(text))
        .isInstanceOf(CacheException.Usage.class)
        .hasMessageStartingWith("could not understand the cache spec ")
        .hasMessageContaining(message);
  }

  @Test
  void parse_veryLongText_isRefusedInAShortMessage() {
    assertThatThrownBy(() -> CacheSpec.parse("type=local,src=" + "x".repeat(20_000)))
        .isInstanceOf(CacheException.Usage.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  @Test
  void toString_anySpec_canBePasted() throws CacheException {
    long start = System.nanoTime();
    String letters = "ab,\"= ;\n€";
    for (long seed = start; seed < start + 500; seed++) {
      var random = new Random(seed);
      var attributes = new LinkedHashMap<String, String>(Map.of("key", ""));
      for (String name : new String[] {"a", "b-c", "d.e"}) {
        var value = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
          value.append(letters.charAt(random.nextInt(letters.length())));
        }
        attributes.put(name, value.toString());
      }
      var spec = new CacheSpec(random.nextBoolean() ? "local" : "a,\"b", attributes);
      assertThat(CacheSpec.parse(spec.toString())).as("seed %d", seed).isEqualTo(spec);
    }
  }
}
