package io.github.cacheferry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.Problem;
import io.github.cacheferry.cache.TransferListener;
import io.github.cacheferry.testing.ManualPace;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private final ManualPace pace = new ManualPace();
  private final List<String> waits = new ArrayList<>();
  private final TransferListener listener =
      new TransferListener() {
        @Override
        public void waiting(String why, Duration duration) {
          waits.add(why + " " + duration.toSeconds());
        }
      };
  private final Cancellation cancellation = Cancellation.unbounded();
  private final Retry retry = new Retry(cancellation, listener, pace, () -> 1.0);
  private int attempts;

  @Test
  void success_isReturnedWithoutWaiting() throws IOException {
    String answer = retry.run("ask", "host", round -> "yes");
    assertThat(answer).isEqualTo("yes");
    assertThat(pace.sleeps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void statusThatMayPass_isTriedAgain(int code) throws IOException {
    assertThat(failing(1, status(code, Map.of()))).isEqualTo("done");
    assertThat(attempts).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 409, 416, 501, 505, 507})
  void statusThatWillNotPass_isNotTriedAgain(int code) {
    assertThatThrownBy(() -> failing(1, status(code, Map.of())))
        .isInstanceOf(UnexpectedStatus.class);
    assertThat(attempts).isEqualTo(1);
  }

  @Test
  void backOffDoublesUpToTwentySeconds() throws IOException {
    assertThat(failing(5, new SocketException("reset"))).isEqualTo("done");
    assertThat(pace.sleeps())
        .extracting(Duration::toMillis)
        .containsExactly(200L, 400L, 800L, 1600L, 3200L);
    assertThat(waits).hasSize(2).allMatch(why -> why.contains("trying again"));
  }

  @Test
  void sixthFailure_isTheLast_andBringsTheEarlierOnes() {
    assertThatThrownBy(
            () ->
                retry.run(
                    "ask",
                    "host",
                    round -> {
                      throw new SocketException("reset " + attempts++);
                    }))
        .hasMessage("reset 5")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(5));
    assertThat(attempts).isEqualTo(Retry.ATTEMPTS);
  }

  @Test
  void retryAfterInSeconds_isObeyedAndTold() throws IOException {
    failing(1, status(429, Map.of("Retry-After", "7")));
    assertThat(total()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(8));
    assertThat(waits).singleElement().asString().contains("host asks for patience");
  }

  @Test
  void retryAfterAsDate_isObeyed() throws IOException {
    failing(1, status(503, Map.of("Retry-After", "Thu, 01 Jan 2026 00:00:30 GMT")));
    assertThat(total()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }

  @Test
  void hostThatAsksForPatience_getsItFromOtherRequestsToo() throws IOException {
    Retry.Round first = retry.begin("one", "host");
    first.failed(status(429, Map.of("Retry-After", "9")));
    assertThat(pace.sleeps()).isEmpty();
    retry.run("two", "other", round -> "yes");
    assertThat(pace.sleeps()).isEmpty();
    retry.run("three", "host", round -> "yes");
    assertThat(total()).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void patienceBeyondReason_isNotGiven() {
    assertThatThrownBy(() -> failing(1, status(429, Map.of("Retry-After", "3600"))))
        .isInstanceOf(UnexpectedStatus.class);
    assertThat(pace.sleeps()).isEmpty();
  }

  @Test
  void waitThatTheBudgetDoesNotAllow_isNotBegun() {
    var hurried = new Retry(Cancellation.within(Duration.ofSeconds(5)), listener, pace, () -> 1.0);
    assertThatThrownBy(
            () -> hurried.begin("ask", "host").failed(status(429, Map.of("Retry-After", "60"))))
        .isInstanceOf(UnexpectedStatus.class);
    assertThat(pace.sleeps()).isEmpty();
  }

  @Test
  void progress_givesTheAttemptsBack() throws IOException {
    Retry.Round round = retry.begin("read", "host");
    for (int i = 0; i < 20; i++) {
      round.failed(new SocketException("reset"));
      round.progress();
    }
    assertThat(pace.sleeps()).containsOnly(Duration.ofMillis(200));
  }

  @Test
  void stoppedRun_isNotGoneOnWith() {
    cancellation.cancel(Cancellation.Reason.INTERRUPTED);
    assertThatThrownBy(() -> retry.begin("ask", "host").failed(new SocketException("closed")))
        .isInstanceOf(CacheException.Cancelled.class)
        .hasMessage("could not ask (host): interrupted");
  }

  @Test
  void ourOwnFindingsAndOurOwnDisk_areNotTriedAgain() {
    var corrupt = new CacheException.Corrupt(Problem.of("read", "", "wrong digest"));
    assertThatThrownBy(() -> failing(1, corrupt)).isSameAs(corrupt);
    attempts = 0;
    var disk = new NoSuchFileException("blob");
    assertThatThrownBy(() -> failing(1, disk)).isSameAs(disk);
    assertThat(pace.sleeps()).isEmpty();
  }

  @Test
  void interruptedThread_stopsWaiting() {
    var impatient =
        new Retry(
            cancellation,
            listener,
            new Pace() {
              @Override
              public java.time.Instant now() {
                return pace.now();
              }

              @Override
              public void sleep(Duration duration) throws InterruptedException {
                throw new InterruptedException();
              }
            },
            () -> 1.0);
    assertThatThrownBy(() -> impatient.begin("ask", "host").failed(new SocketException("reset")))
        .isInstanceOf(java.io.InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void limit_outlastsAttemptsWhereTheHostAsksForPatience() {
    assertThatThrownBy(() -> askPatiently("50")).isInstanceOf(UnexpectedStatus.class);
    assertThat(attempts).isEqualTo(12); // some time is spread on top of each wait
  }

  @Test
  void hostThatAsksForNoPatienceAtAll_isStillBackedOffFrom() {
    assertThatThrownBy(() -> askPatiently("0"))
        .isInstanceOf(UnexpectedStatus.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSizeLessThan(Retry.ATTEMPTS));
    assertThat(attempts).isLessThan(60);
  }

  @Test
  void limit_endsRetriesBeforeAWaitThatWouldGoPastIt() {
    Retry hasty = retry.within(Duration.ofSeconds(5));
    assertThatThrownBy(
            () ->
                hasty.run(
                    "ask",
                    "host",
                    round -> {
                      attempts++;
                      throw status(429, Map.of("Retry-After", "6"));
                    }))
        .isInstanceOf(UnexpectedStatus.class);
    assertThat(attempts).isEqualTo(1);
  }

  private String failing(int times, IOException failure) throws IOException {
    return retry.run(
        "ask",
        "host",
        round -> {
          if (attempts++ < times) {
            throw failure;
          }
          return "done";
        });
  }

  private Duration total() {
    return pace.sleeps().stream().reduce(Duration.ZERO, Duration::plus);
  }

  private void askPatiently(String retryAfter) throws IOException {
    retry
        .within(Duration.ofMinutes(10))
        .run(
            "ask",
            "host",
            round -> {
              attempts++;
              throw status(429, Map.of("Retry-After", retryAfter));
            });
  }

  private static UnexpectedStatus status(int code, Map<String, String> headers) {
    var response =
        new Response.Builder()
            .request(new Request.Builder().url("http://host/").build())
            .protocol(Protocol.HTTP_1_1)
            .code(code)
            .message("")
            .headers(Headers.of(headers))
            .body(ResponseBody.EMPTY)
            .build();
    return UnexpectedStatus.of(response);
  }
}
