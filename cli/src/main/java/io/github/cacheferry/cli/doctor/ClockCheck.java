package io.github.cacheferry.cli.doctor;

import io.github.cacheferry.cache.RunContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether this machine's clock is right, by those of the servers that were asked and of Docker's
 * daemon. Run it after the checks that ask them.
 */
final class ClockCheck implements Check {
  /** More than any answer takes. */
  private static final Duration NOTICEABLE = Duration.ofMinutes(1);

  /**
   * How long GitHub's signed addresses for downloads are good; S3 refuses a request that was signed
   * a quarter of an hour away.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">RequestTimeTooSkewed</a>
   */
  private static final Duration SLACK = Duration.ofMinutes(10);

  private final Clocks clocks;
  private final Engine engine;

  ClockCheck(Clocks clocks, Engine engine) {
    this.clocks = clocks;
    this.engine = engine;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> run(RunContext context) throws IOException {
    engine
        .docker(context)
        .flatMap(DockerFacts::time)
        .ifPresent(time -> clocks.tell("Docker's daemon", time));
    Map<String, Duration> ahead = new TreeMap<>(clocks.ahead());
    if (ahead.isEmpty()) {
      return List.of(Finding.skipped("nobody was asked who tells the time", ""));
    }
    var findings = new ArrayList<Finding>();
    ahead.forEach(
        (whose, difference) -> {
          if (difference.abs().compareTo(NOTICEABLE) > 0) {
            findings.add(finding(whose, difference));
          }
        });
    return findings.isEmpty()
        ? List.of(Finding.ok("it agrees with " + String.join(", ", ahead.keySet()), ""))
        : findings;
  }

  private static Finding finding(String whose, Duration ahead) {
    String what =
        "this machine's clock is "
            + ahead.abs().toSeconds()
            + " s "
            + (ahead.isNegative() ? "ahead of" : "behind")
            + " that of "
            + whose;
    boolean wrong = ahead.abs().compareTo(SLACK) > 0;
    return wrong
        ? Finding.of(Trap.CLOCK_WRONG, what + ": signed addresses and tokens fail by that", "")
        : Finding.of(Trap.CLOCK_OFF, what, "");
  }
}
