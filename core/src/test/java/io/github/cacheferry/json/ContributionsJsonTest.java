package io.github.cacheferry.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cacheferry.model.Contribution;
import io.github.cacheferry.model.Timestamp;
import io.github.cacheferry.model.TrustTier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContributionsJsonTest {
  private static final Contribution FULL =
      new Contribution(
          "0123456789abcdef",
          new Timestamp("2026-11-21T10:00:00Z"),
          Optional.of(TrustTier.PULL_REQUEST),
          "acme/app",
          "refs/pull/7/merge",
          "https://ci.example/<7>",
          "app",
          "linux/amd64",
          List.of("ab", "01"));

  @Test
  void everyField_isReadAsItWasWritten() {
    assertThat(ContributionsJson.parse(ContributionsJson.write(List.of(FULL))))
        .containsExactly(FULL);
  }

  @Test
  void aContributionOfWhichNothingIsKnown_isShort() {
    String json = ContributionsJson.write(List.of(at(0)));

    assertThat(json)
        .isEqualTo("[{\"id\":\"0000000000000000\",\"at\":\"2026-01-01T00:00:00Z\",\"leaves\":[]}]");
    assertThat(ContributionsJson.parse(json)).containsExactly(at(0));
  }

  @Test
  void theOldest_areForgotten() {
    List<Contribution> many = IntStream.range(0, 100).mapToObj(ContributionsJsonTest::at).toList();

    assertThat(ContributionsJson.parse(ContributionsJson.write(many)))
        .hasSize(ContributionsJson.MOST)
        .endsWith(at(99))
        .doesNotContain(at(0));
  }

  @Test
  void forgettingTheOldest_doesNotRaiseTheTrust() {
    var many = new ArrayList<Contribution>();
    many.add(at(0).withTier(TrustTier.FORK));
    IntStream.range(1, 100).forEach(i -> many.add(at(i).withTier(TrustTier.DEFAULT)));

    List<Contribution> back = ContributionsJson.parse(ContributionsJson.write(many));

    assertThat(back).hasSize(ContributionsJson.MOST).endsWith(many.get(99)).startsWith(many.get(0));
    assertThat(Contribution.tier(back)).contains(TrustTier.FORK);
  }

  @Test
  void theOldest_areForgottenToo_whereTheRestWouldBeTooLongToBeRead() {
    List<String> leaves = IntStream.range(0, 250).mapToObj("%064x"::formatted).toList();
    List<Contribution> many =
        IntStream.range(0, 64)
            .mapToObj(i -> at(i).withTier(i == 0 ? TrustTier.FORK : TrustTier.DEFAULT))
            .map(each -> bringing(each, leaves))
            .toList();

    List<Contribution> back = ContributionsJson.parse(ContributionsJson.write(many));

    assertThat(back).hasSizeGreaterThan(10).endsWith(many.get(63)).doesNotContain(many.get(1));
    assertThat(Contribution.tier(back)).contains(TrustTier.FORK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "[1]",
        "[{}]",
        "[]x",
        "[{\"id\":\"0123456789abcdef\",\"at\":\"yesterday\"}]",
        "[{\"id\":\"0123456789ABCDEF\",\"at\":\"2026-01-01T00:00:00Z\"}]",
        "[{\"id\":\"0123456789abcdef\",\"at\":\"2026-01-01T00:00:00Z\",\"ref\":\"a\\u001b[2J\"}]",
        "[{\"id\":\"0123456789abcdef\",\"at\":\"2026-01-01T00:00:00Z\",\"leaves\":[\"x\"]}]",
      })
  void textOfAnotherKind_saysNothing(String text) {
    assertThat(ContributionsJson.parse(text)).isEmpty();
  }

  @Test
  void textThatIsTooLong_saysNothing() {
    assertThat(ContributionsJson.parse("[" + " ".repeat(1 << 18) + "]")).isEmpty();
  }

  private static Contribution bringing(Contribution from, List<String> leaves) {
    return new Contribution(from.id(), from.at(), from.tier(), "", "", "", "", "", leaves);
  }

  private static Contribution at(int second) {
    return new Contribution(
        "%016x".formatted(second),
        new Timestamp("2026-01-01T00:%02d:%02dZ".formatted(second / 60, second % 60)),
        Optional.empty(),
        "",
        "",
        "",
        "",
        "",
        List.of());
  }
}
