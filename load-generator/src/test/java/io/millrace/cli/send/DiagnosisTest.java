package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.workload.Figures;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosisTest {
  private static Figures figures(double achieved, double delayMillis) {
    return new Figures() {
      @Override
      public double latencyMillis(double percentile) {
        return 0;
      }

      @Override
      public double delayMillis(double percentile) {
        return delayMillis;
      }

      @Override
      public double errorShare() {
        return 0;
      }

      @Override
      public double achievedShare() {
        return achieved;
      }

      @Override
      public double throttledShare() {
        return 0;
      }
    };
  }

  private static ClientLoad load(double cores, double collectionShare) {
    long second = TimeUnit.SECONDS.toNanos(1);
    return ClientLoad.of(second, (long) (cores * second), 3, (long) (1_000 * collectionShare), 2);
  }

  @Test
  void hasNothingToSayOfAScheduleThatWasKept() {
    assertThat(Diagnosis.of(figures(0.995, 99), 100, 99.5, new WorkerTimes(0.1, 0.6), load(2, 0.5)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 0.6, 2.0, 0.5, the target took no more: it held the workers back for 60 % of the time.",
    "0.2, 0.1, 2.0, 0.2, this process collected garbage for 20 % of the time: the generator is",
    "0.2, 0.1, 1.8, 0.0, this process used 1.8 of 2 processors: the generator is the bottleneck",
    "0.0, 0.1, 1.0, 0.0, the workers were busy making events for 90 % of the time: the generator",
    "0.5, 0.1, 1.0, 0.0, this machine had other work; timeline.csv shows when."
  })
  void namesTheBottleneck(
      double slept, double blocked, double cores, double collection, String sentence) {
    assertThat(
            Diagnosis.of(
                figures(0.5, 250),
                10_000,
                5_000,
                new WorkerTimes(slept, blocked),
                load(cores, collection)))
        .hasSize(2)
        .contains(
            "The rate was not reached: 5,000 events a second of the 10,000 that were asked for.")
        .anySatisfy(
            text ->
                assertThat(text)
                    .startsWith("One event of a hundred left 250 ms late or later because ")
                    .contains(sentence));
  }

  @Test
  void speaksOfADelayEvenWhereTheRateWasReached() {
    assertThat(Diagnosis.of(figures(1, 300), 10, 10, new WorkerTimes(0.1, 0.8), load(1, 0)))
        .singleElement()
        .asString()
        .contains("left 300 ms late");
  }
}
