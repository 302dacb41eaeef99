package io.github.cacheferry.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cacheferry.cache.CacheException;
import io.github.cacheferry.cache.Cancellation;
import io.github.cacheferry.cache.RunContext;
import io.github.cacheferry.testing.Runs;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExaminationTest {
  private final RunContext context = Runs.plain();
  private final Clocks clocks = new Clocks(InstantSource.system());

  @Test
  void checksRunAtOnceAndAreToldInTheirOrder() throws IOException {
    var second = new CountDownLatch(1);
    List<Diagnosis> told =
        examine(Duration.ofMinutes(1))
            .run(
                List.of(
                    check(
                        "first",
                        own -> {
                          await(second);
                          return List.of(Finding.ok("late", ""));
                        }),
                    check(
                        "second",
                        own -> {
                          second.countDown();
                          own.listener().warned("no JSON");
                          return List.of(Finding.ok("early", ""));
                        })));
    assertThat(told)
        .containsExactly(
            new Diagnosis("first", Finding.ok("late", "")),
            new Diagnosis("second", Finding.ok("early", "")),
            new Diagnosis("second", Finding.of(Trap.BACKEND_WARNS, "no JSON", "")));
  }

  @Test
  void aCheckThatTakesTooLongIsStoppedAndTold() throws IOException {
    var never = new CountDownLatch(1);
    List<Diagnosis> told =
        examine(Duration.ofMillis(50))
            .run(
                List.of(
                    check(
                        "polite",
                        own -> {
                          var stopped = new CountDownLatch(1);
                          own.cancellation().onCancel(stopped::countDown);
                          await(stopped);
                          return List.of(Finding.ok("stopped", ""));
                        }),
                    check(
                        "deaf",
                        own -> {
                          await(never);
                          return List.of();
                        })));
    assertThat(told).hasSize(2);
    assertThat(told.get(0).finding().what()).isEqualTo("stopped");
    assertThat(told.get(1).finding().trap()).contains(Trap.NOT_FINISHED);
  }

  @Test
  void aCheckThatFailsIsTold() throws IOException {
    List<Diagnosis> told =
        examine(Duration.ofMinutes(1))
            .run(
                List.of(
                    check(
                        "disk",
                        own -> {
                          throw new IOException("no such device");
                        })));
    assertThat(told.get(0).finding().trap()).contains(Trap.SERVER_FAILS);
    assertThat(told.get(0).finding().what()).isEqualTo("no such device");
  }

  @Test
  void anInterruptStopsAllOfThem() {
    Examination examination = examine(Duration.ofMinutes(1));
    assertThatThrownBy(
            () ->
                examination.run(
                    List.of(
                        check(
                            "one",
                            own -> {
                              context.cancellation().cancel(Cancellation.Reason.INTERRUPTED);
                              own.cancellation().check("go on");
                              return List.of();
                            }))))
        .isInstanceOf(CacheException.Cancelled.class);
  }

  private Examination examine(Duration patience) {
    return new Examination(context, clocks, patience);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Check check(String name, Looking looking) {
    return new Check() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Finding> run(RunContext own) throws IOException {
        return looking.look(own);
      }
    };
  }

  @FunctionalInterface
  private interface Looking {
    List<Finding> look(RunContext own) throws IOException;
  }
}
