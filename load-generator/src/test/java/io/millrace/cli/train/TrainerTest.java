package io.millrace.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.XgboostModel;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final TrainingParameters PARAMETERS = new TrainingParameters(20, 3, 0.3, 0);

  private static LabelledRows data(int rows) {
    Random random = new Random(5);
    LabelledRows data = new LabelledRows(4);
    for (int i = 0; i < rows; i++) {
      float amount = (float) random.nextGaussian();
      float sometimes = random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
      boolean label = amount > 1 || random.nextInt(50) == 0;
      data.add(new float[] {amount, sometimes, random.nextInt(2), 1}, label, i * 1_000_000L, null);
    }
    return data;
  }

  @Test
  void trainsTheSameModelFromTheSameRows() throws Exception {
    byte[] model = new Trainer(PARAMETERS).fit(data(2_000));
    assertThat(new Trainer(PARAMETERS).fit(data(2_000))).isEqualTo(model);
    assertThat(ModelCard.versionOf(model)).hasSize(16);
  }

  /** Python's {@code save_model}, by which the container keeps its own models, is this function. */
  @Test
  void writesTheBytesThatXgboostWritesToAFileWithoutExtension(@TempDir Path folder)
      throws Exception {
    byte[] model = new Trainer(PARAMETERS).fit(data(500));
    String file = folder.resolve(ModelArchive.MODEL_ENTRY).toString();
    Booster booster = XGBoost.loadModel(new ByteArrayInputStream(model));
    booster.saveModel(file);
    booster.dispose();
    assertThat(Files.readAllBytes(Path.of(file))).isEqualTo(model);
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
    LabelledRows data = data(2_000);
    HoldOut held = new Trainer(PARAMETERS).holdOut(data, 0.2).orElseThrow();
    assertThat(held.trainedRows()).isEqualTo(1_600);
    assertThat(held.rows()).isEqualTo(400);
    byte[] model = new Trainer(PARAMETERS).fit(data.where(row -> row < 1_600));
    try (XgboostModel earlier = XgboostModel.load(model, 1)) {
      assertThat(held.scores()).isEqualTo(earlier.predict(data.values(1_600, 2_000), 400));
    }
    assertThat(held.ranking().aucRoc()).isBetween(0.85, 0.99);
    assertThat(held.brierScore()).isBetween(0.001, 0.05);
  }

  @Test
  void measuresNothingWhereOneKindOfLabelIsMissing() throws Exception {
    LabelledRows data = data(2_000);
    for (int i = 0; i < 600; i++) {
      data.add(new float[4], false, 3_000_000_000L, null);
    }
    assertThat(new Trainer(PARAMETERS).holdOut(data, 0.2)).isEmpty();
  }
}
