package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {
  private static RankingMetrics of(float[] scores, float... labels) {
    return RankingMetrics.of(scores, labels);
  }

  @Test
  void isOneWhenEveryPositiveRanksAboveEveryNegative() {
    RankingMetrics metrics = of(new float[] {0.1f, 0.9f, 0.2f, 0.8f}, 0, 1, 0, 1);
    assertThat(metrics.aucRoc()).isEqualTo(1);
    assertThat(metrics.averagePrecision()).isEqualTo(1);
  }

  @Test
  void countsPairsInOrderAndPrecisionAtEachPositive() {
    // By score: 1 0 1 0. Pairs in order 3 of 4; precision 1/1 and 2/3.
    RankingMetrics metrics = of(new float[] {0.4f, 0.3f, 0.2f, 0.1f}, 1, 0, 1, 0);
    assertThat(metrics.aucRoc()).isEqualTo(0.75);
    assertThat(metrics.averagePrecision()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
  }

  @Test
  void saysAHalfWhenAllScoresAreEqual() {
    RankingMetrics metrics = of(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, 1, 0, 0, 0);
    assertThat(metrics.aucRoc()).isEqualTo(0.5);
    assertThat(metrics.averagePrecision()).isEqualTo(0.25);
  }

  @Test
  void ordersNegativeScoresAndBothZeros() {
    RankingMetrics metrics = of(new float[] {-2, -1, -0f, 0f, 3}, 0, 0, 1, 0, 1);
    assertThat(metrics.aucRoc()).isCloseTo((3 + 2.5) / 6, within(1e-12));
  }

  @Test
  void isUndefinedWithOneKindOfLabel() {
    assertThat(of(new float[] {1, 2}, 0, 0).aucRoc()).isNaN();
    assertThat(of(new float[] {1, 2}, 1, 1).aucRoc()).isNaN();
    assertThat(of(new float[] {1, 2}, 0, 0).averagePrecision()).isNaN();
  }

  @Test
  void agreesWithCountingEveryPair() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      float[] scores = new float[200];
      float[] labels = new float[200];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (random.nextInt(40) - 20) / 10f;
        labels[i] = random.nextInt(4) == 0 ? 1 : 0;
      }
      double pairs = 0;
      double ordered = 0;
      double precision = 0;
      int positives = 0;
      for (int i = 0; i < scores.length; i++) {
        if (labels[i] == 0) {
          continue;
        }
        positives++;
        int above = 0;
        int hits = 0;
        for (int j = 0; j < scores.length; j++) {
          if (labels[j] == 0) {
            pairs++;
            ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          }
          if (scores[j] >= scores[i]) {
            above++;
            hits += labels[j] > 0 ? 1 : 0;
          }
        }
        precision += hits / (double) above;
      }
      RankingMetrics metrics = RankingMetrics.of(scores, labels);
      assertThat(metrics.aucRoc()).as("seed %d", seed).isCloseTo(ordered / pairs, within(1e-12));
      assertThat(metrics.averagePrecision())
          .as("seed %d", seed)
          .isCloseTo(precision / positives, within(1e-12));
    }
  }
}
