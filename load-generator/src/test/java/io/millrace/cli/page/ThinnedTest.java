package io.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ThinnedTest {
  @Test
  void keepsEveryPeakAndTheOrderOfManyPoints() {
    int many = 1_000_003;
    double[] xs = DoubleStream.iterate(0, x -> x + 1).limit(many).toArray();
    double[] ys = new double[many];
    ys[123_456] = 9;
    ys[123_457] = -9;
    ys[many - 1] = 5;

    Thinned thinned = Thinned.of(xs, ys);

    assertThat(thinned.size()).isLessThanOrEqualTo(Thinned.MOST);
    double[] kept = new double[thinned.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = thinned.x(i);
      assertThat(thinned.y(i)).isEqualTo(ys[(int) kept[i]]);
    }
    assertThat(kept).isSorted().contains(123_456, 123_457, many - 1);
    assertThat(thinned.total()).isEqualTo(many);
    assertThat(thinned.last()).isEqualTo(5);
  }

  @Test
  void leavesFewPointsAsTheyAre() {
    Thinned thinned = Thinned.of(new double[] {1, 2, 3}, new double[] {3, Double.NaN, 1});

    assertThat(thinned.size()).isEqualTo(3);
    assertThat(thinned.y(1)).isNaN();
    assertThat(thinned.lowest()).isEqualTo(1);
    assertThat(thinned.median()).isEqualTo(1);
    assertThat(thinned.highest()).isEqualTo(3);
  }

  @Test
  void writesNumbersShortAndTimesWhole() {
    assertThat(Thinned.number(1.7e12 + 123, true)).hasToString("1700000000123");
    assertThat(Thinned.number(123_456_789.25, false)).hasToString("123457000");
    assertThat(Thinned.number(0.1 + 0.2, false)).hasToString("0.3");
    assertThat(Thinned.number(0, false)).hasToString("0");
  }

  @Test
  void hasNoPointsOfNothing() {
    Thinned thinned = Thinned.of(new double[0], new double[0]);

    assertThat(thinned.size()).isZero();
    assertThat(Arrays.asList(thinned.lowest(), thinned.median(), thinned.last()))
        .containsOnly(Double.NaN);
  }
}
