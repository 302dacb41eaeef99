package io.github.cacheferry.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.serve.AccessToken.Grant;
import io.github.cacheferry.testing.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
  private static final String SECRET = "a secret of the server";

  private final MovableClock clock = new MovableClock();
  private final TokenCheck open = new TokenCheck(Optional.empty(), false, clock);
  private final TokenCheck closed = new TokenCheck(Optional.of(SECRET), false, clock);

  private TokenForge forge() {
    return TokenForge.token()
        .valid(clock.instant(), clock.instant().plusSeconds(60))
        .grant("refs/heads/a", TokenForge.READ_WRITE)
        .grant("refs/heads/main", TokenForge.READ)
        .repository("42");
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void grantsKeepTheirOrder() throws Refusal {
    AccessToken token = open.check("Bearer " + forge().unsigned());
    assertThat(token.repository()).isEqualTo("42");
    assertThat(token.grants())
        .containsExactly(new Grant("refs/heads/a", 3), new Grant("refs/heads/main", 1));
    assertThat(token.readable()).containsExactly("refs/heads/a", "refs/heads/main");
    assertThat(token.writable()).contains("refs/heads/a");
    assertThat(open.check("bearer " + forge().signed(SECRET))).isEqualTo(token);
  }

  @Test
  void aReadOnlyServerTakesTheWritePermission() throws Refusal {
    AccessToken token =
        new TokenCheck(Optional.empty(), true, clock).check("Bearer " + forge().unsigned());
    assertThat(token.writable()).isEmpty();
    assertThat(token.readable()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic dXNlcjpwYXNz",
        "Bearer ",
        "Bearer garbage",
        "Bearer a.b.c",
        "Bearer ..",
        "Bearer e30.W10.",
        "Bearer e30.***.",
      })
  void whatIsNoTokenIsRefused(String header) {
    assertThatThrownBy(() -> open.check(header)).isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "{}", "[{\"Scope\":"})
  void anAccessClaimThatIsNoListIsRefused(String ac) {
    String claims = "{\"ac\":\"" + ac.replace("\"", "\\\"") + "\"}";
    assertThatThrownBy(() -> open.check("Bearer e30." + encode(claims) + "."))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void aTokenWithoutClaimsGrantsNothing() throws Refusal {
    AccessToken token = open.check("Bearer e30." + encode("{\"exp\":9.9e9}") + ".");
    assertThat(token.grants()).isEmpty();
    assertThatThrownBy(token::readable).hasMessageStartingWith("cache read denied:");
    assertThatThrownBy(token::writableOrFail).hasMessageStartingWith("cache write denied:");
  }

  @Test
  void aTokenCountsFromItsBeginningToItsEnd() throws Refusal {
    String token =
        "Bearer "
            + forge()
                .valid(clock.instant().plusSeconds(30), clock.instant().plusSeconds(60))
                .unsigned();
    assertThatThrownBy(() -> open.check(token)).hasMessage("the token is not valid yet");
    clock.advance(Duration.ofSeconds(31));
    assertThat(open.check(token).grants()).hasSize(2);
    clock.advance(Duration.ofSeconds(30));
    assertThatThrownBy(() -> open.check(token)).hasMessage("the token has expired");
  }

  @Test
  void withASecretOnlyItsSignatureCounts() throws Refusal {
    String signed = forge().signed(SECRET);
    assertThat(closed.check("Bearer " + signed).grants()).hasSize(2);
    String[] parts = signed.split("\\.");
    String more =
        encode(
            new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("main", "evil"));
    for (String token :
        new String[] {
          forge().unsigned(),
          forge().signed("another"),
          parts[0] + "." + more + "." + parts[2],
          signed.substring(0, signed.length() - 1),
          parts[0] + "." + parts[1] + ".",
          encode("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2],
        }) {
      assertThatThrownBy(() -> closed.check("Bearer " + token))
          .as(token)
          .hasMessage("the token is not signed with the server's secret");
    }
  }
}
