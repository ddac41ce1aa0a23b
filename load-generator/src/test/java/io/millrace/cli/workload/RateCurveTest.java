package io.millrace.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateCurveTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void spacesEventsOfOneRateEvenly() {
    RateCurve curve = new RateCurve.Builder().line(1000, 1000, 10 * SECOND).build();

    assertThat(curve.events()).isEqualTo(10_000);
    for (long n = 0; n < curve.events(); n++) {
      assertThat(curve.nanosOf(n)).isEqualTo(n * 1_000_000);
    }
  }

  @Test
  void rampsUpByTheSquareRootOfTheEvent() {
    RateCurve curve = new RateCurve.Builder().line(0, 100, 10 * SECOND).build();

    assertThat(curve.events()).isEqualTo(500);
    // The area of the triangle until t is 5 t^2.
    for (long n = 0; n < 500; n++) {
      assertThat(curve.nanosOf(n) / 1e9).isCloseTo(Math.sqrt(n / 5.0), within(1e-6));
    }
  }

  @Test
  void sendsNothingWhileTheRateIsNought() {
    RateCurve curve =
        new RateCurve.Builder()
            .line(1, 1, 2 * SECOND)
            .line(0, 0, 5 * SECOND)
            .line(1, 1, SECOND)
            .build();

    assertThat(curve.events()).isEqualTo(3);
    assertThat(curve.nanosOf(1)).isEqualTo(SECOND);
    assertThat(curve.nanosOf(2)).isEqualTo(7 * SECOND);
  }

  /** Against a walk over the curve in steps of a microsecond. */
  @Test
  void followsAnyCurve() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      RateCurve.Builder builder = new RateCurve.Builder();
      for (int piece = 0; piece < 4; piece++) {
        builder.line(
            random.nextInt(500), 1 + random.nextInt(500), 1_000_000L * (1 + random.nextInt(500)));
      }
      RateCurve curve = builder.build();
      double area = 0;
      long next = 0;
      for (long nanos = 0; nanos < curve.nanos(); nanos += 1_000) {
        while (next < curve.events() && area >= next) {
          assertThat((double) curve.nanosOf(next))
              .as("seed %d, round %d, event %d", seed, round, next)
              .isCloseTo(nanos, within(20_000.0));
          next++;
        }
        // In the middle of a step: exact of a line, also where it begins at no rate.
        area += curve.rateAt(nanos + 500) * 1e-6;
      }
      assertThat(next)
          .as("seed %d, round %d", seed, round)
          .isBetween(curve.events() - 1, curve.events());
    }
  }

  @Test
  void refusesAnEventBeyondItsEnd() {
    RateCurve curve = new RateCurve.Builder().line(10, 10, SECOND).build();

    assertThatThrownBy(() -> curve.nanosOf(10)).isInstanceOf(IllegalArgumentException.class);
  }
}
