package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void addsUpRowsScoresAndPositivesOfEachBin() {
    float[] scores = {0f, 0.125f, 0.25f, 0.5f, 0.875f, 1f};
    float[] labels = {0, 1, 0, 1, 1, 1};
    Calibration calibration = Calibration.of(scores, labels, 4);

    // [0, .25): 0 and .125; [.25, .5): .25; [.5, .75): .5; [.75, 1]: .875 and 1.
    assertThat(calibration.bins())
        .extracting(Calibration.Bin::from)
        .containsExactly(0.0, 0.25, 0.5, 0.75);
    assertThat(calibration.bins())
        .extracting(Calibration.Bin::to)
        .containsExactly(0.25, 0.5, 0.75, 1.0);
    assertThat(calibration.bins())
        .extracting(Calibration.Bin::rows)
        .containsExactly(2L, 1L, 1L, 2L);
    assertThat(calibration.bins())
        .extracting(Calibration.Bin::positives)
        .containsExactly(1L, 0L, 1L, 2L);
    assertThat(calibration.bins())
        .extracting(Calibration.Bin::meanScore)
        .containsExactly(0.0625, 0.25, 0.5, 0.9375);
    assertThat(calibration.bins().get(0).positiveShare()).isEqualTo(0.5);
    // 0 + .765625 + .0625 + .25 + .015625 + 0
    assertThat(calibration.brierScore()).isCloseTo(1.09375 / 6, within(1e-12));
    // 2 x .4375 + .25 + .5 + 2 x .0625
    assertThat(calibration.error()).isCloseTo(1.75 / 6, within(1e-12));
  }

  @Test
  void hasNoErrorWhenSharesAreAsTheScoresSay() {
    Calibration calibration =
        Calibration.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, new float[] {0, 1, 0, 0}, 10);
    assertThat(calibration.error()).isZero();
    assertThat(calibration.brierScore()).isEqualTo(0.25 * 0.75);
    assertThat(calibration.bins().get(0).rows()).isZero();
    assertThat(calibration.bins().get(0).meanScore()).isNaN();
  }

  @Test
  void putsEveryScoreIntoTheBinWhoseEdgesHoldIt() {
    Random random = new Random(3);
    for (int bins : new int[] {1, 3, 7, 10, 13}) {
      for (int i = 0; i < 2_000; i++) {
        float score = random.nextInt(bins + 1) / (float) bins;
        score = random.nextBoolean() ? score : Math.max(0, Math.nextDown(score));
        int in = -1;
        Calibration calibration = Calibration.of(new float[] {score}, new float[] {1}, bins);
        for (int bin = 0; bin < bins; bin++) {
          in = calibration.bins().get(bin).rows() == 1 ? bin : in;
        }
        assertThat((double) score)
            .as("score %s of %d bins", score, bins)
            .isGreaterThanOrEqualTo(calibration.bins().get(in).from());
        if (in < bins - 1) {
          assertThat((double) score).isLessThan(calibration.bins().get(in).to());
        }
      }
    }
  }

  @Test
  void refusesWhatIsNoProbability() {
    for (float score : new float[] {-0.1f, 1.1f, Float.NaN}) {
      assertThatThrownBy(() -> Calibration.of(new float[] {score}, new float[] {1}, 10))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a probability lies from 0 to 1");
    }
  }
}
