package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyModelTest {
  private static final LatencyModel CONSTANT =
      LatencyModel.constant(Duration.ofMillis(5), Duration.ofNanos(20_000));

  @Test
  void isConstantWithoutATail() {
    assertThat(CONSTANT.draw(128, new Random(1))).isEqualTo(Duration.ofNanos(7_560_000));
  }

  @Test
  void hasTheMedianAndThe99thPercentileThatWereAsked() {
    LatencyModel tailed = CONSTANT.withP99(Duration.ofMillis(20));
    Random random = new Random(2);
    double[] millis = new double[100_000];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = tailed.draw(100, random).toNanos() / 1e6;
    }
    Arrays.sort(millis);
    assertThat(millis[50_000]).isCloseTo(5 + 2, within(0.05));
    assertThat(millis[99_000]).isCloseTo(20 + 2, within(0.5));
  }

  @Test
  void drawsTheSameFromTheSameSeed() {
    LatencyModel tailed = CONSTANT.withP99(Duration.ofMillis(20));
    assertThat(tailed.draw(1, new Random(7))).isEqualTo(tailed.draw(1, new Random(7)));
    assertThat(tailed.draw(1, new Random(7))).isNotEqualTo(tailed.draw(1, new Random(8)));
  }

  @Test
  void refusesATailBelowTheMedian() {
    assertThatThrownBy(() -> CONSTANT.withP99(Duration.ofMillis(4)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
