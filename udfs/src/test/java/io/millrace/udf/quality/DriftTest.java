package io.millrace.udf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
  /** Quartiles of a standard normal variable; a tenth is missing. */
  private static final Baseline NORMAL =
      new Baseline(
          new float[] {-0.6744898f, 0, 0.6744898f}, new double[] {0.25, 0.25, 0.25, 0.25}, 0.1);

  @Test
  void measuresAreThoseOfTheirDefinition() {
    Drift drift = new Drift(new Baseline(new float[] {10}, new double[] {0.5, 0.5}, 0));
    for (int i = 0; i < 1_000_000; i++) {
      drift.update(i % 5 == 0 ? 10 : 10.5);
    }
    assertThat(drift.events()).isEqualTo(1_000_000);
    // 0.5 and 0.5 against 0.2 and 0.8, but for the least share of what is missing.
    assertThat(drift.populationStability())
        .isCloseTo(0.3 * Math.log(0.5 / 0.2) + 0.3 * Math.log(0.8 / 0.5), within(2e-3));
    double left = 0.5 * Math.log(0.5 / 0.35) + 0.5 * Math.log(0.5 / 0.65);
    double right = 0.2 * Math.log(0.2 / 0.35) + 0.8 * Math.log(0.8 / 0.65);
    assertThat(drift.jensenShannon())
        .isCloseTo(Math.sqrt((left + right) / 2 / Math.log(2)), within(1e-3));
  }

  @Test
  void withoutDriftTheIndexIsWhatChanceGivesAndWithDriftItIsNot() {
    double sum = 0;
    for (int i = 1; i <= 200; i++) {
      Drift drift = sample(i, 1_000, 0, 0.1);
      assertThat(drift.populationStability()).as("seed %d", i).isLessThan(0.03);
      assertThat(drift.jensenShannon()).as("seed %d", i).isLessThan(0.1);
      sum += drift.populationStability();
      assertThat(sample(i, 1_000, 0.7, 0.1).populationStability())
          .as("seed %d, moved", i)
          .isGreaterThan(0.25);
      assertThat(sample(i, 1_000, 0, 0.4).populationStability())
          .as("seed %d, missing", i)
          .isGreaterThan(0.25);
    }
    assertThat(sum / 200).isBetween(0.002, 0.005);
  }

  private static Drift sample(long seed, int size, double shift, double missing) {
    Random random = new Random(seed);
    Drift drift = new Drift(NORMAL);
    for (int i = 0; i < size; i++) {
      double value = random.nextGaussian() + shift;
      drift.update(random.nextDouble() < missing ? Double.NaN : value);
    }
    return drift;
  }

  @Test
  void partsThatAreStoredAndMergedAreAsTheWhole() {
    Drift whole = sample(1, 500, 0.2, 0.3);
    Drift merged = sample(2, 300, 0.1, 0);
    Drift other = StatisticBytes.into(new Drift(NORMAL), StatisticBytes.of(whole));
    merged.merge(other);
    whole.merge(sample(2, 300, 0.1, 0));
    assertThat(StatisticBytes.of(merged)).isEqualTo(StatisticBytes.of(whole));
    assertThat(merged.populationStability()).isEqualTo(whole.populationStability());
  }

  @Test
  void edgesBelongToTheBinBelowAndInfinitiesToTheOuterOnes() {
    assertThat(NORMAL.bin(0)).isEqualTo(1);
    assertThat(NORMAL.bin(1e-9)).isEqualTo(2);
    assertThat(NORMAL.bin(1e-60)).as("as a float it is 0").isEqualTo(1);
    assertThat(NORMAL.bin(-1e308)).isZero();
    assertThat(NORMAL.bin(Double.POSITIVE_INFINITY)).isEqualTo(3);
  }

  @Test
  void whatHasNoEventHasNoDriftAndEmptyBinsNoInfinity() {
    assertThat(new Drift(NORMAL).populationStability()).isNaN();
    assertThat(new Drift(NORMAL).jensenShannon()).isNaN();
    Drift constant = new Drift(new Baseline(new float[0], new double[] {1}, 0));
    constant.update(5);
    assertThat(constant.populationStability()).isCloseTo(0, within(1e-4));
    for (int i = 0; i < 1_000; i++) {
      constant.update(Double.NaN);
    }
    assertThat(constant.populationStability()).isBetween(5.0, 20.0);
    assertThat(constant.jensenShannon()).isBetween(0.9, 1.0);
  }

  @Test
  void aBaselineThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new Baseline(new float[] {1, 1}, new double[] {0.5, 0.3, 0.2}, 0))
        .hasMessage("expected ascending edges, got 1.0 after 1.0");
    assertThatThrownBy(() -> new Baseline(new float[] {1}, new double[] {1}, 0))
        .hasMessage("expected 2 shares that add up to 1, got 1 of 1.0");
    assertThatThrownBy(() -> new Baseline(new float[] {1}, new double[] {0.5, 0.5}, 1.5))
        .hasMessage("expected missing from 0 to 1, got 1.5");
  }
}
