package io.millrace.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.model.RankingMetrics;
import io.millrace.cli.model.XgboostModel;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final TrainingParameters PARAMETERS = new TrainingParameters(20, 3, 0.3, 0);

  private static TrainingData data(int rows) {
    Random random = new Random(5);
    TrainingData data = new TrainingData(4);
    for (int i = 0; i < rows; i++) {
      float amount = (float) random.nextGaussian();
      data.add(
          (target, offset) -> {
            target[offset] = amount;
            target[offset + 1] = random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
            target[offset + 2] = random.nextInt(2);
            target[offset + 3] = 1;
          },
          amount > 1 || random.nextInt(50) == 0,
          i * 1_000_000L);
    }
    return data;
  }

  @Test
  void trainsTheSameModelFromTheSameRows() throws Exception {
    byte[] model = new Trainer(PARAMETERS).fit(data(2_000));
    assertThat(new Trainer(PARAMETERS).fit(data(2_000))).isEqualTo(model);
    assertThat(CardWriter.version(model)).hasSize(16);
  }

  @Test
  void learnsWhatTheLabelFollows() throws Exception {
    byte[] model = new Trainer(PARAMETERS).fit(data(2_000));
    try (XgboostModel loaded = XgboostModel.load(model, 1)) {
      assertThat(loaded.features()).isEqualTo(4);
      float[] scores = loaded.predict(new float[] {2, 0.5f, 0, 1, -1, 0.5f, 0, 1}, 2);
      assertThat(scores[0]).isGreaterThan(0.9f);
      assertThat(scores[1]).isLessThan(0.1f);
    }
  }

  @Test
  void measuresOnRowsThatTheMeasuredModelNeverSaw() throws Exception {
    Optional<RankingMetrics> metrics = new Trainer(PARAMETERS).evaluate(data(2_000), 0.2);
    assertThat(metrics).isPresent();
    assertThat(metrics.get().aucRoc()).isBetween(0.85, 0.99);
  }

  @Test
  void measuresNothingWhereOneKindOfLabelIsMissing() throws Exception {
    TrainingData data = data(2_000);
    for (int i = 0; i < 600; i++) {
      data.add((target, offset) -> target[offset] = 0, false, 3_000_000_000L);
    }
    assertThat(new Trainer(PARAMETERS).evaluate(data, 0.2)).isEmpty();
  }
}
