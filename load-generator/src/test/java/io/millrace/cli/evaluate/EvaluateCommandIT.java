package io.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.evaluate.SlowEvaluation.Row;
import io.millrace.cli.evaluate.SlowEvaluation.Scored;
import io.millrace.cli.lake.TestLake;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.ModelCard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands as a user runs them, train and evaluate, against the protocol computed the slow way
 * from the same rows: pair by pair, row by row.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluateCommandIT {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 14;
  private static final int CUSTOMERS = 200;
  private static final int TOP = 5;
  private static final Duration DELAY = Duration.ofDays(3);

  private static final String PIPELINE =
      """
      pipeline: test
      event: { schema: event.avsc, format: json, id: id, time: at }
      features:
        - derive: { doubled: amount * 2 }
        - entity: customer
          windows: [1d]
          aggregates: { count: count() }
      warehouse: { table: test }
      """;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "customer", "type": ["null", "int"]},
        {"name": "group", "type": ["null", "string"]},
        {"name": "amount", "type": ["null", "double"]},
        {"name": "fraud", "type": ["null", "int"]}
      ]}
      """;

  @TempDir private static Path temp;

  private Path folder;
  private Path out;
  private Path model;
  private final List<Row> rows = new ArrayList<>();

  @BeforeAll
  void writePipelineAndLakeAndTrain() throws Exception {
    folder = Files.createDirectories(temp.resolve("test"));
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
    Files.writeString(folder.resolve("event.avsc"), SCHEMA);
    out = temp.resolve("out");
    model = temp.resolve("model");
    makeRows(new Random(11));
    TestLake.write(out, 3, this::fill);
    // Few and small trees: many rows share a score.
    CommandRun run =
        CommandRun.of(
            "train",
            folder.toString(),
            "--from",
            out.toString(),
            "--to",
            model.toString(),
            "--until",
            "2026-01-06",
            "--rounds",
            "3",
            "--depth",
            "2");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private void makeRows(Random random) {
    for (int i = 0; i < DAYS * CUSTOMERS * 3; i++) {
      Integer customer = random.nextInt(40) == 0 ? null : random.nextInt(CUSTOMERS);
      int amount = random.nextInt(20);
      boolean fraud = random.nextInt(100) < (amount > 15 ? 12 : 1);
      rows.add(
          new Row(
              "e" + i,
              START.plusSeconds((long) i * 86_400 / (CUSTOMERS * 3)),
              customer,
              random.nextInt(20) == 0 ? null : amount * 2.0,
              1 + random.nextInt(4),
              random.nextInt(25) == 0 ? null : fraud ? 1 : 0));
    }
  }

  private void fill(Connection duckdb) throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(
          "CREATE TABLE events (id VARCHAR, \"at\" TIMESTAMPTZ, customer INTEGER, \"group\""
              + " VARCHAR, amount DOUBLE, fraud INTEGER, doubled DOUBLE, count_1d BIGINT)");
    }
    try (DuckDBAppender events =
        ((DuckDBConnection) duckdb).createAppender(DuckDBConnection.DEFAULT_SCHEMA, "events")) {
      for (Row row : rows) {
        events
            .beginRow()
            .append(row.id())
            .append(OffsetDateTime.ofInstant(row.at(), ZoneOffset.UTC))
            .append(row.customer())
            .append(row.customer() == null ? null : "g" + row.customer() % 10)
            .append(row.doubled() == null ? (Double) null : (Double) (row.doubled() / 2))
            .append(row.fraud())
            .append(row.doubled())
            .append(row.count())
            .endRow();
      }
    }
  }

  private CommandRun evaluate(String... options) {
    List<String> arguments = new ArrayList<>(List.of("evaluate", folder.toString()));
    for (String[] option :
        new String[][] {
          {"--from", out.toString()},
          {"--model", model.toString()},
          {"--test-from", "2026-01-09"},
          {"--test-until", "2026-01-14"},
          {"--delay", "3d"},
          {"--top", Integer.toString(TOP)}
        }) {
      if (!Arrays.asList(options).contains(option[0])) {
        arguments.addAll(List.of(option));
      }
    }
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private JsonNode json(String... options) throws Exception {
    Path file = temp.resolve("evaluation.json");
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--out", file.toString()));
    CommandRun run = evaluate(all.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(Files.readAllBytes(file));
  }

  @Test
  void agreesWithTheProtocolComputedTheSlowWay() throws Exception {
    JsonNode json = json();
    List<Scored> scored = score(SlowEvaluation.left(rows, testPeriod().toList(), DELAY));
    assertThat(json.path("rows").asInt()).isEqualTo(scored.size());
    assertThat(json.path("rows_left_out").asInt())
        .isEqualTo((int) testPeriod().count() - scored.size())
        .isGreaterThan(50);
    assertThat(json.path("positives").asLong())
        .isEqualTo(scored.stream().filter(s -> s.row().fraud() == 1).count())
        .isGreaterThan(10);
    assertThat(distinct(scored)).as("ties").isLessThan(30);
    near(json.path("auc_roc"), SlowEvaluation.auc(scored));
    near(json.path("average_precision"), SlowEvaluation.averagePrecision(scored));
    near(json.path("card_precision").path("mean"), SlowEvaluation.cardPrecision(scored, TOP));
    assertThat(json.path("card_precision").path("days"))
        .extracting(day -> day.path("day").asText())
        .containsExactly("2026-01-09", "2026-01-10", "2026-01-11", "2026-01-12", "2026-01-13");
    near(
        json.path("calibration").path("brier_score"),
        mean(scored, s -> Math.pow(s.score() - (double) s.row().fraud(), 2)));
    for (JsonNode bin : json.path("calibration").path("bins")) {
      double from = bin.path("from").asDouble();
      List<Scored> in = new ArrayList<>(scored);
      in.removeIf(s -> s.score() < from || s.score() >= from + 0.1);
      assertThat(bin.path("rows").asInt()).isEqualTo(in.size());
      if (!in.isEmpty()) {
        near(bin.path("mean_score"), mean(in, Scored::score));
        near(bin.path("positive_share"), mean(in, s -> s.row().fraud()));
      }
    }
  }

  private static void near(JsonNode got, double expected) {
    assertThat(got.isNumber()).isTrue();
    assertThat(got.asDouble()).isCloseTo(expected, within(1e-9));
  }

  private static double mean(List<Scored> rows, ToDoubleFunction<Scored> value) {
    return rows.stream().mapToDouble(value).average().orElseThrow();
  }

  private static long distinct(List<Scored> rows) {
    return rows.stream().map(Scored::score).distinct().count();
  }

  private Stream<Row> testPeriod() {
    return rows.stream()
        .filter(row -> row.fraud() != null)
        .filter(row -> !row.day().isBefore(LocalDate.parse("2026-01-09")))
        .filter(row -> row.day().isBefore(LocalDate.parse("2026-01-14")));
  }

  /** By XGBoost's own reader of files, as the container loads what the archive holds. */
  private List<Scored> score(List<Row> tested) throws Exception {
    Path file = temp.resolve(ModelArchive.MODEL_ENTRY);
    Files.write(file, ModelArchive.unpack(Files.readAllBytes(model.resolve("model.tar.gz"))));
    float[] values = new float[tested.size() * 2];
    for (int i = 0; i < tested.size(); i++) {
      Double doubled = tested.get(i).doubled();
      values[2 * i] = doubled == null ? Float.NaN : doubled.floatValue();
      values[2 * i + 1] = tested.get(i).count();
    }
    Booster booster = XGBoost.loadModel(file.toString());
    DMatrix matrix = new DMatrix(values, tested.size(), 2, Float.NaN);
    float[][] predictions = booster.predict(matrix);
    matrix.dispose();
    booster.dispose();
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < tested.size(); i++) {
      scored.add(new Scored(tested.get(i), predictions[i][0]));
    }
    return scored;
  }

  @Test
  void printsATableOfTheSame() throws Exception {
    JsonNode json = json();
    CommandRun run = evaluate();
    assertThat(run.out())
        .contains(
            "trained on          2026-01-01 until 2026-01-06",
            "tested on           2026-01-09 until 2026-01-14: ",
            "rows, whose customer was known to be positive",
            String.format("AUC ROC             %.3f", json.path("auc_roc").asDouble()),
            String.format(
                "card precision@5    %.3f", json.path("card_precision").path("mean").asDouble()),
            "2026-01-13",
            "0.90 - 1.00");
  }

  @Test
  void keepsWhoIsKnownWhenAsked() throws Exception {
    JsonNode json = json("--keep-known");
    assertThat(json.path("rows").asLong()).isEqualTo(testPeriod().count());
    assertThat(json.path("rows_left_out").asInt()).isZero();
    assertThat(json.path("protocol").path("known_left_out").asBoolean()).isFalse();
  }

  @Test
  void takesAnotherEntityAsText() throws Exception {
    JsonNode json = json("--entity", "group", "--top", "1", "--keep-known");
    assertThat(json.path("card_precision").path("days").get(0).path("entities").asInt())
        .isEqualTo(10);
  }

  @Test
  void measuresNoCardsWhereThePipelineHasNoEntity() throws Exception {
    Path plain = Files.createDirectories(temp.resolve("plain"));
    Files.writeString(
        plain.resolve("pipeline.yaml"),
        PIPELINE.replaceAll("(?s) +- entity.*?warehouse", "warehouse"));
    Files.writeString(plain.resolve("event.avsc"), SCHEMA);
    CommandRun trained =
        CommandRun.of(
            "train",
            plain.toString(),
            "--from",
            out.toString(),
            "--until",
            "2026-01-06",
            "--rounds",
            "2",
            "--to",
            plain.resolve("model").toString());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    // Without --model it is the one in the pipeline's folder.
    CommandRun run =
        CommandRun.of(
            "evaluate",
            plain.toString(),
            "--from",
            out.toString(),
            "--test-from",
            "2026-01-13",
            "--test-until",
            "2026-01-14");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("AUC ROC", "Brier").doesNotContain("card", "left out");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    refuses("--top must be between 1 and 2147483647, got 0", "--top", "0");
    refuses("--bins must be between 1 and 1000, got 2000000", "--bins", "2000000");
    refuses("--top must be at most ", "--top", "1000000");
    refuses("got 1000000", "--top", "1000000");
    refuses("the test begins on 2026-01-09, before all labels", "--delay", "7d");
    refuses("must give a period that ends after it begins", "--test-until", "2026-01-09");
    refuses(
        "has no column customers for --entity: did you mean 'customer'?", "--entity", "customers");
    refuses(
        "--entity takes a column of whole numbers or text, got amount DOUBLE",
        "--entity",
        "amount");
    refuses(
        "there is no labelled row from 2027-01-01 until 2027-01-02",
        "--test-from",
        "2027-01-01",
        "--test-until",
        "2027-01-02");
    refuses("label count_1d is an input of the model", "--label", "count_1d");
    refuses("label amount must be 0 or 1 in every row", "--label", "amount");
    refuses(
        "model.json cannot be read; make it with millrace train",
        "--model",
        temp.resolve("nowhere").toString());
    refuses("is no lake", "--from", temp.resolve("nowhere").toString());
    refuses("cannot be written to " + folder, "--out", folder.toString());
    CommandRun run =
        CommandRun.of(
            "evaluate",
            folder.toString(),
            "--from",
            out.toString(),
            "--test-from",
            "2026-01-13",
            "--test-until",
            "2026-01-14");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "millrace evaluate: pipeline "
                + folder
                + " has no model: name the folder of one with --model\n");
  }

  @Test
  void refusesAModelOfOtherInputs() throws Exception {
    Path other = Files.createDirectories(temp.resolve("other"));
    Files.writeString(
        other.resolve("pipeline.yaml"),
        PIPELINE
            .replace("doubled: amount * 2", "trebled: amount * 3, count_1d: 1")
            .replace("count: count()", "seen: count()"));
    Files.writeString(other.resolve("event.avsc"), SCHEMA);
    CommandRun run =
        CommandRun.of(
            "evaluate",
            other.toString(),
            "--from",
            out.toString(),
            "--model",
            model.toString(),
            "--test-from",
            "2026-01-13",
            "--test-until",
            "2026-01-14");
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains(
            "expects of pipeline test doubled, which it has not: train one for this pipeline");
  }

  @Test
  void refusesADayThatIsNone() {
    assertThat(evaluate("--test-from", "soon").err())
        .contains("'--test-from': expected a date, e.g. 2018-07-25; got 'soon'");
  }

  @Test
  void refusesAModelWhoseScoresAreNoProbabilities() throws Exception {
    Path raw = Files.createDirectories(temp.resolve("raw"));
    DMatrix matrix = new DMatrix(new float[] {1, 1, 2, 2}, 2, 2, Float.NaN);
    matrix.setLabel(new float[] {-100, 100});
    Map<String, Object> parameters = Map.of("objective", "reg:squarederror", "nthread", 1);
    Booster booster = XGBoost.train(matrix, parameters, 2, Map.of(), null, null);
    byte[] bytes = booster.toByteArray("deprecated");
    booster.dispose();
    matrix.dispose();
    Files.write(raw.resolve("model.tar.gz"), ModelArchive.pack(bytes));
    ObjectNode card =
        (ObjectNode) new ObjectMapper().readTree(model.resolve("model.json").toFile());
    card.put("version", ModelCard.versionOf(bytes));
    Files.write(raw.resolve("model.json"), ModelCard.of(card).toBytes());
    refuses("the model's scores are no probabilities", "--model", raw.toString());
  }

  private void refuses(String sentence, String... options) {
    CommandRun run = evaluate(options);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("millrace evaluate: ").contains(sentence);
    assertThat(run.err().lines()).hasSize(1);
  }
}
