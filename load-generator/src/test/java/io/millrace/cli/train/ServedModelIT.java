package io.millrace.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.lake.ModelColumns;
import io.millrace.cli.lake.Period;
import io.millrace.cli.model.ModelArchive;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.inference.FeatureLine;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of a score: trained, packed, served, and asked for over HTTP with lines as the job writes
 * them, held to what XGBoost predicts from the file in the archive without any of that.
 */
class ServedModelIT {
  private static final long SEED = 20260101;
  private static final Origin NOWHERE = Origin.ofFile("test", "test", 0, 0);

  private static final String PIPELINE =
      """
      pipeline: test
      event: { schema: event.avsc, format: json, id: id, time: at }
      inference: { endpoint: risk, inputs: [%s], fallback: { score: null } }
      warehouse: { table: test }
      """;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "label", "type": "int"},
        {"name": "real", "type": ["null", "double"]},
        {"name": "money", "type": ["null", "double"]},
        {"name": "price", "type": ["null",
          {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 4}]},
        {"name": "small", "type": ["null", "int"]},
        {"name": "large", "type": ["null", "long"]},
        {"name": "flag", "type": ["null", "boolean"]}
      ]}
      """;

  private static final double[] ODD = {
    0.0,
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    1e39,
    -1e39,
    1.0E-5,
    16_777_217,
    9_007_199_254_740_993.0
  };

  @TempDir private Path folder;
  private final Random random = new Random(SEED);

  @BeforeEach
  void writeSchema() throws Exception {
    Files.writeString(folder.resolve("event.avsc"), SCHEMA);
  }

  @Test
  void scoresAsXgboostItselfDoesBitForBit() throws Exception {
    scoresBitForBit("real, money, price, small, large, flag");
  }

  @Test
  void scoresAModelOfOneInputToo() throws Exception {
    scoresBitForBit("real");
  }

  private void scoresBitForBit(String inputs) throws Exception {
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.formatted(inputs));
    Pipeline pipeline = Pipeline.of(Pipelines.open(folder.toString()));
    train(pipeline);
    List<Event> events = events(pipeline, 2_000);
    float[] expected = predict(pipeline, events);
    assertThat(distinct(expected)).as("the model tells events apart").isGreaterThan(100);

    List<String> answered;
    Pipeline withModel = Pipeline.of(Pipelines.open(folder.toString()));
    try (StandInEndpoint endpoint =
        StandInEndpoint.start(StandInOptions.of(withModel).withPort(0))) {
      answered = ask(endpoint, body(pipeline, events));
    }

    assertThat(answered).hasSize(events.size());
    for (int i = 0; i < expected.length; i++) {
      // The wire writes a float as the decimal of the double that equals it.
      assertThat(Double.doubleToLongBits(Double.parseDouble(answered.get(i))))
          .as("seed %d, event %d: %s, expected %s", SEED, i, answered.get(i), expected[i])
          .isEqualTo(Double.doubleToLongBits(expected[i]));
    }
  }

  private static long distinct(float[] scores) {
    List<Float> list = new ArrayList<>();
    for (float score : scores) {
      list.add(score);
    }
    return list.stream().distinct().count();
  }

  /** Trains as the command does, and puts the model where the endpoint looks for it. */
  private void train(Pipeline pipeline) throws Exception {
    ModelColumns columns = ModelColumns.of(pipeline, ModelColumns.inputs(pipeline), "label");
    FeatureLine line = FeatureLine.of(pipeline.layout(), columns.inputs());
    LabelledRows rows = new LabelledRows(line.size());
    float[] values = new float[line.size()];
    for (Event event : events(pipeline, 3_000)) {
      line.values(event, values, 0);
      rows.add(values, event.getLong(columns.label()) == 1, rows.rows(), null);
    }
    TrainingParameters parameters = new TrainingParameters(50, 6, 0.3, 0);
    byte[] model = new Trainer(parameters).fit(rows);
    byte[] card =
        new CardWriter(columns)
            .write(
                model,
                rows,
                Period.of(null, null, ""),
                parameters,
                rows.labels(0, rows.rows()),
                Optional.empty())
            .toBytes();
    Path target = Files.createDirectories(folder.resolve("model"));
    Files.write(target.resolve("model.tar.gz"), ModelArchive.pack(model));
    Files.write(target.resolve("model.json"), card);
  }

  private List<Event> events(Pipeline pipeline, int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Event event = new Event(new byte[0], NOWHERE, pipeline.layout().size());
      event.setLong(pipeline.layout().position("label"), random.nextInt(3) == 0 ? 1 : 0);
      fill(pipeline, event, "real", () -> ODD[random.nextInt(ODD.length)], random::nextGaussian);
      fill(pipeline, event, "money", () -> 0, () -> Math.round(random.nextDouble() * 1e6) / 100.0);
      if (random.nextInt(8) > 0) {
        event.setObject(
            pipeline.layout().position("price"), BigDecimal.valueOf(random.nextInt(), 4));
      }
      if (random.nextInt(8) > 0) {
        event.setLong(pipeline.layout().position("small"), random.nextInt());
      }
      if (random.nextInt(8) > 0) {
        event.setLong(pipeline.layout().position("large"), random.nextLong());
      }
      if (random.nextInt(8) > 0) {
        event.setBoolean(pipeline.layout().position("flag"), random.nextBoolean());
      }
      events.add(event);
    }
    return events;
  }

  private void fill(
      Pipeline pipeline, Event event, String column, DoubleSupplier odd, DoubleSupplier usual) {
    switch (random.nextInt(8)) {
      case 0:
        return;
      case 1:
        event.setDouble(pipeline.layout().position(column), odd.getAsDouble());
        return;
      default:
        event.setDouble(pipeline.layout().position(column), usual.getAsDouble());
    }
  }

  /** From a file named as in the archive, by the function that the container's Python calls. */
  private float[] predict(Pipeline pipeline, List<Event> events) throws Exception {
    Path file = folder.resolve("model").resolve(ModelArchive.MODEL_ENTRY);
    byte[] archive = Files.readAllBytes(folder.resolve("model/model.tar.gz"));
    Files.write(file, ModelArchive.unpack(archive));
    FeatureLine line =
        FeatureLine.of(pipeline.layout(), pipeline.inference().orElseThrow().inputs());
    float[] values = new float[events.size() * line.size()];
    for (int i = 0; i < events.size(); i++) {
      line.values(events.get(i), values, i * line.size());
    }
    Booster booster = XGBoost.loadModel(file.toString());
    DMatrix matrix = new DMatrix(values, events.size(), line.size(), Float.NaN);
    float[][] predictions = booster.predict(matrix);
    matrix.dispose();
    booster.dispose();
    Files.delete(file);
    float[] scores = new float[events.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = predictions[i][0];
    }
    return scores;
  }

  private static String body(Pipeline pipeline, List<Event> events) {
    FeatureLine line =
        FeatureLine.of(pipeline.layout(), pipeline.inference().orElseThrow().inputs());
    List<String> lines = new ArrayList<>();
    for (Event event : events) {
      int length = line.write(event);
      lines.add(new String(line.buffer(), 0, length, StandardCharsets.US_ASCII));
    }
    return String.join("\n", lines);
  }

  private static List<String> ask(StandInEndpoint endpoint, String csv) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(endpoint.url().resolve("/endpoints/risk/invocations"))
                    .header("Content-Type", "text/csv")
                    .POST(BodyPublishers.ofString(csv))
                    .build(),
                BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body().lines().toList();
  }
}
