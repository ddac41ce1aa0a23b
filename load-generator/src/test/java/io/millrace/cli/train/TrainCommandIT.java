package io.millrace.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.UserException;
import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.XgboostModel;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Training from a lake as a replay leaves it: several files, in no order. */
class TrainCommandIT {
  private static final String PIPELINE =
      """
      pipeline: test
      event:
        schema: event.avsc
        format: json
        id: id
        time: at
      features:
        - derive: { doubled: amount * 2 }
      inference:
        endpoint: risk
        where: kind == "payment"
        inputs: [amount, doubled, price, night]
        fallback: { score: null }
      warehouse: { table: test }
      """;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "kind", "type": "string"},
        {"name": "amount", "type": ["null", "double"]},
        {"name": "price",
         "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "night", "type": "boolean"},
        {"name": "fraud", "type": ["null", "int"]}
      ]}
      """;

  @TempDir private Path temp;

  private Path folder;
  private Path out;
  private Throwable failure;
  private final StringWriter printed = new StringWriter();

  @BeforeEach
  void writePipelineAndLake() throws Exception {
    folder = Files.createDirectories(temp.resolve("test"));
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE);
    Files.writeString(folder.resolve("event.avsc"), SCHEMA);
    out = temp.resolve("out");
    writeLake(out, "i", 2);
    writeLake(temp.resolve("shuffled"), "3999 - i", 5);
  }

  /**
   * 4,000 events: a refund in 10, a label unknown in 8, a missing amount in 25; two kinds of day.
   */
  private static void writeLake(Path to, String number, int files) throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "CREATE TABLE events AS SELECT 'e' || n AS id,"
              + " TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(60 * n) AS at,"
              + " CASE WHEN n % 10 = 9 THEN 'refund' ELSE 'payment' END AS kind,"
              + " CASE WHEN n % 25 = 24 THEN NULL ELSE (n * 7919 % 1000) / 10 END AS amount,"
              + " ((n * 104729 % 5000) / 100)::DECIMAL(9, 2) AS price,"
              + " n % 1440 < 360 AS night,"
              + " CASE WHEN n % 8 = 7 THEN NULL"
              + " WHEN n * 7919 % 1000 > 900 AND n % 1440 < 360 OR n % 97 = 0 THEN 1 ELSE 0 END"
              + " AS fraud,"
              + " amount * 2 AS doubled, NULL::DOUBLE AS score FROM (SELECT "
              + number
              + " AS n FROM range(4000) t(i))");
      for (int file = 0; file < files; file++) {
        Path part = Files.createDirectories(to.resolve("lake/dt=2026-01-0" + (file + 1)));
        statement.execute(
            "COPY (SELECT * FROM events WHERE hash(id) % "
                + files
                + " = "
                + file
                + ") TO '"
                + part.resolve("part-" + file + ".parquet")
                + "'");
      }
    }
  }

  private int train(String... arguments) {
    failure = null;
    CommandLine command = new CommandLine(new TrainCommand());
    command.setOut(new PrintWriter(printed, true));
    command.setExecutionExceptionHandler(
        (thrown, line, parsed) -> {
          failure = thrown;
          return 2;
        });
    return command.execute(arguments);
  }

  private int train(Path from, Path to) {
    return train(
        folder.toString(),
        "--from",
        from.toString(),
        "--to",
        to.toString(),
        "--rounds",
        "10",
        "--depth",
        "3");
  }

  private static JsonNode card(Path folder) throws Exception {
    return ModelCard.parse(Files.readAllBytes(folder.resolve("model.json"))).content();
  }

  @Test
  void writesAModelAndItsCard() throws Exception {
    Path to = temp.resolve("model");
    assertThat(train(out, to)).as("%s", failure).isZero();
    assertThat(printed.toString()).contains("trained on   3,200 rows", "version      ");

    JsonNode card = card(to);
    assertThat(card.path("pipeline").asText()).isEqualTo("test");
    assertThat(card.path("training").path("rows").asInt()).isEqualTo(3_200);
    assertThat(card.path("training").path("first_event").asText())
        .isEqualTo("2026-01-01T00:00:00Z");
    assertThat(card.path("inputs"))
        .extracting(i -> i.path("name").asText())
        .containsExactly("amount", "doubled", "price", "night");
    assertThat(card.path("inputs").get(0).path("baseline").path("missing").asDouble())
        .isCloseTo(0.04, within(0.02));
    assertThat(card.path("evaluation").path("auc_roc").asDouble()).isBetween(0.7, 1.0);
    byte[] model = ModelArchive.unpack(Files.readAllBytes(to.resolve("model.tar.gz")));
    assertThat(card.path("version").asText()).isEqualTo(CardWriter.version(model));
    try (XgboostModel loaded = XgboostModel.load(model, 1)) {
      assertThat(loaded.features()).isEqualTo(4);
      float[] scores = loaded.predict(new float[] {95, 190, 1, 1, 10, 20, 1, 0}, 2);
      assertThat(scores[0]).isGreaterThan(scores[1]);
    }
  }

  @Test
  void writesTheSameBytesFromTheSameRowsInOtherFiles() throws Exception {
    Path first = temp.resolve("first");
    Path second = temp.resolve("second");
    assertThat(train(out, first)).isZero();
    assertThat(train(temp.resolve("shuffled"), second)).isZero();
    assertThat(second.resolve("model.json")).hasSameBinaryContentAs(first.resolve("model.json"));
    assertThat(second.resolve("model.tar.gz"))
        .hasSameBinaryContentAs(first.resolve("model.tar.gz"));
  }

  @Test
  void learnsOnlyFromTheAskedPeriod() throws Exception {
    Path to = temp.resolve("model");
    int exitCode =
        train(
            folder.toString(),
            "--from",
            out.toString(),
            "--to",
            to.toString(),
            "--rounds",
            "2",
            "--from-time",
            "2026-01-02",
            "--until",
            "2026-01-02T12:00:00Z");
    assertThat(exitCode).as("%s", failure).isZero();
    JsonNode training = card(to).path("training");
    assertThat(training.path("first_event").asText()).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(training.path("last_event").asText()).isLessThan("2026-01-02T12:00:00Z");
    assertThat(training.path("rows").asInt()).isEqualTo(720 * 8 / 10);
  }

  @Test
  void writesIntoThePipelinesFolderSoThatTheEndpointServesIt() {
    int exitCode = train(folder.toString(), "--from", out.toString(), "--rounds", "2");
    assertThat(exitCode).as("%s", failure).isZero();
    assertThat(folder.resolve("model/model.tar.gz")).isNotEmptyFile();
    try (StandInEndpoint endpoint =
        StandInEndpoint.start(StandInOptions.of(Pipeline.of(read(folder))))) {
      assertThat(endpoint.hasModel()).isTrue();
    }
  }

  private static PipelineFiles read(Path folder) {
    return Pipelines.open(folder.toString());
  }

  @Test
  void saysWhatIsWrongWithTheInput() throws Exception {
    String pipeline = folder.toString();
    String to = temp.resolve("model").toString();
    refuses(
        "is no lake: give --from the folder of a replay",
        pipeline,
        "--from",
        temp.resolve("nowhere").toString(),
        "--to",
        to);
    Files.createDirectories(temp.resolve("empty/lake"));
    refuses(
        "holds no Parquet file", pipeline, "--from", temp.resolve("empty").toString(), "--to", to);
    refuses(
        "has no column frod: name one with --label",
        pipeline,
        "--from",
        out.toString(),
        "--to",
        to,
        "--label",
        "frod");
    refuses(
        "is an input of the model",
        pipeline,
        "--from",
        out.toString(),
        "--to",
        to,
        "--label",
        "amount");
    refuses(
        "must be numeric or BOOLEAN",
        pipeline,
        "--from",
        out.toString(),
        "--to",
        to,
        "--label",
        "kind");
    refuses(
        "0 labelled rows", pipeline, "--from", out.toString(), "--to", to, "--until", "2025-01-01");
    refuses(
        "--until must be a date or an instant",
        pipeline,
        "--from",
        out.toString(),
        "--to",
        to,
        "--until",
        "soon");
    refuses(
        "--rounds must be between 1 and 10000, got 0",
        pipeline,
        "--from",
        out.toString(),
        "--to",
        to,
        "--rounds",
        "0");
    refuses(
        "--hold-out must be from 0 to below 1, got 1.0",
        pipeline,
        "--from",
        out.toString(),
        "--to",
        to,
        "--hold-out",
        "1");
  }

  @Test
  void namesTheColumnsThatALakeOfAnotherPipelineLacks() throws Exception {
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.replace("doubled", "trebled"));
    refuses(
        "has no column trebled: replay pipeline test again",
        folder.toString(),
        "--from",
        out.toString(),
        "--to",
        temp.resolve("m").toString());
  }

  private void refuses(String sentence, String... arguments) {
    assertThat(train(arguments)).isEqualTo(2);
    assertThat(failure).isInstanceOf(UserException.class).hasMessageContaining(sentence);
    assertThat(failure.getMessage()).doesNotContain("\n");
  }
}
