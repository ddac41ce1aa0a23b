package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.udf.quality.Estimate;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricHistoryTest {

  @Test
  void keepsTheNewestWindowsInOrderWhateverTheOrderOfTheirAnswers() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      int most = 1 + random.nextInt(6);
      MetricHistory history = new MetricHistory();
      TreeMap<Long, Double> expected = new TreeMap<>();
      for (int i = 0; i < 40; i++) {
        long start = random.nextInt(15);
        if (random.nextInt(5) == 0) {
          history.remove(start);
          expected.remove(start);
        } else {
          history.put(start, i, most);
          expected.put(start, (double) i);
          while (expected.size() > most) {
            expected.pollFirstEntry();
          }
        }
      }
      assertThat(history.starts)
          .as("seed %d", seed)
          .containsExactly(expected.keySet().stream().mapToLong(start -> start).toArray());
      assertThat(history.values)
          .as("seed %d", seed)
          .containsExactly(expected.values().stream().mapToDouble(value -> value).toArray());
      for (Map.Entry<Long, Double> entry : expected.entrySet()) {
        assertThat(history.before(entry.getKey()))
            .isEqualTo(expected.headMap(entry.getKey()).size());
      }
    }
  }

  @Test
  void aWindowSeesAsManyEarlierOnesAsItMayAndNeitherItselfNorLaterOnes() {
    MetricHistory history = new MetricHistory();
    for (int start = 0; start < 10; start++) {
      history.put(start, 100 + start, 100);
    }
    QualityWindow scored = new QualityWindow();
    scored.anomalyScores = new double[] {Double.NaN, 99};
    AnsweredWindow window =
        new AnsweredWindow(
            7,
            new Estimate[] {Estimate.exact(1), Estimate.none()},
            new MetricHistory[] {history, null},
            new int[] {3, 0},
            scored,
            new long[] {1, 1});
    assertThat(window.earlierCount(0)).isEqualTo(3);
    assertThat(new double[] {window.earlier(0, 0), window.earlier(0, 1), window.earlier(0, 2)})
        .containsExactly(106, 105, 104);
    assertThatThrownBy(() -> window.earlier(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(window.earlierCount(1)).isZero();
    assertThat(window.isAnomalous(1)).isTrue();
    assertThat(window.isAnomalous(0)).isFalse();
    assertThat(window.value(1)).isNaN();
  }
}
