package io.millrace.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.UserException;
import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.cli.lake.TestLake;
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
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
        {"name": "fraud", "type": ["null", "int"]},
        {"name": "thirds", "type": "int"},
        {"name": "unknown", "type": ["null", "int"]}
      ]}
      """;

  /**
   * 4,000 events: a refund in 10, a label unknown in 8, a missing amount in 25; two kinds of day.
   */
  private static final String EVENTS =
      """
      CREATE TABLE events AS SELECT
        'e' || n AS id,
        TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_seconds(60 * n) AS at,
        CASE WHEN n %% 10 = 9 THEN 'refund' ELSE 'payment' END AS kind,
        CASE WHEN n %% 25 = 24 THEN NULL ELSE (n * 7919 %% 1000) / 10 END AS amount,
        ((n * 104729 %% 5000) / 100)::DECIMAL(9, 2) AS price,
        n %% 1440 < 360 AS night,
        CASE WHEN n %% 8 = 7 THEN NULL
             WHEN n * 7919 %% 1000 > 900 AND n %% 1440 < 360 OR n %% 97 = 0 THEN 1 ELSE 0 END
          AS fraud,
        n %% 3 AS thirds,
        NULL::INTEGER AS unknown,
        amount * 2 AS doubled,
        NULL::DOUBLE AS score
      FROM (SELECT %s AS n FROM range(4000) t(i))
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
   * @param number the n of an event, of the i-th row
   */
  private static void writeLake(Path to, String number, int files) throws Exception {
    TestLake.write(
        to,
        files,
        duckdb -> {
          try (Statement statement = duckdb.createStatement()) {
            statement.execute(EVENTS.formatted(number));
          }
        });
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
    assertThat(card.path("evaluation").path("brier_score").asDouble()).isBetween(0.0, 0.1);
    assertThat(card.path("score").path("rows").asText()).isEqualTo("held out");
    assertThat(card.path("score").path("baseline").path("shares")).hasSizeGreaterThan(5);
    byte[] model = ModelArchive.unpack(Files.readAllBytes(to.resolve("model.tar.gz")));
    assertThat(card.path("version").asText()).isEqualTo(ModelCard.versionOf(model));
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
    assertThat(training.path("from").asText()).isEqualTo("2026-01-02T00:00:00Z");
    assertThat(training.path("until").asText()).isEqualTo("2026-01-02T12:00:00Z");
  }

  @Test
  void takesTheInputsThatAreNamedAndThenNeedsAFolderToWriteTo() throws Exception {
    Path to = temp.resolve("model");
    String[] arguments = {
      folder.toString(), "--from", out.toString(), "--inputs", "night,amount", "--rounds", "2"
    };
    assertThat(train(arguments)).isEqualTo(2);
    assertThat(failure).hasMessageContaining("does not score by these inputs: say with --to where");
    arguments =
        Stream.concat(Stream.of(arguments), Stream.of("--to", to.toString()))
            .toArray(String[]::new);
    assertThat(train(arguments)).as("%s", failure).isZero();
    assertThat(printed.toString()).contains("inputs       night, amount");
    assertThat(ModelCard.parse(Files.readAllBytes(to.resolve("model.json"))).inputs())
        .isEqualTo(Map.of("night", "BOOLEAN", "amount", "DOUBLE"));
  }

  @Test
  void takesEveryDerivedValueAndFeatureWhereThePipelineDoesNotScore() throws Exception {
    String plain = PIPELINE.replaceAll("(?s)inference:.*warehouse", "warehouse");
    Files.writeString(
        folder.resolve("pipeline.yaml"), plain.replace("{ doubled", "{ kind2: kind, doubled"));
    // The text is no input, so that the lake need not have it.
    Path to = temp.resolve("model");
    assertThat(train(folder.toString(), "--from", out.toString())).isEqualTo(2);
    assertThat(failure).hasMessageContaining("say with --to where to write the model");
    assertThat(train(out, to)).as("%s", failure).isZero();
    assertThat(card(to).path("inputs"))
        .extracting(i -> i.path("name").asText())
        .containsExactly("doubled");
    // Refunds are rows like any other here.
    assertThat(card(to).path("training").path("rows").asInt()).isEqualTo(3_500);
    assertThat(card(to).has("endpoint")).isFalse();
    assertThat(card(to).path("wire").path("missing").asText()).isEqualTo("nan");
  }

  @Test
  void describesTheScoresOfTheTrainingRowsWhereNothingIsHeldOut() throws Exception {
    Path to = temp.resolve("model");
    int exitCode =
        train(
            folder.toString(),
            "--from",
            out.toString(),
            "--to",
            to.toString(),
            "--hold-out",
            "0",
            "--rounds",
            "2");
    assertThat(exitCode).as("%s", failure).isZero();
    assertThat(card(to).has("evaluation")).isFalse();
    assertThat(card(to).path("score").path("rows").asText()).isEqualTo("training");
    assertThat(card(to).path("score").path("baseline").path("missing").asDouble()).isZero();
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
    Files.createDirectories(temp.resolve("empty/lake"));
    refuses("is no lake: give --from the folder of a replay", from("nowhere"));
    refuses("holds no Parquet file", from("empty"));
    refuses("has no column fruad for --label: did you mean 'fraud'?", "--label", "fruad");
    refuses("is an input of the model", "--label", "amount");
    refuses("must be numeric or BOOLEAN", "--label", "kind");
    refuses("label score is no part of the event", "--label", "score");
    refuses(
        "label thirds must be 0 or 1 in every row; a row of 2026-01-01T00:02:00Z has another",
        "--label",
        "thirds");
    refuses("has a label in unknown", "--label", "unknown");
    refuses(
        "has no row from the beginning until 2025-01-01: its rows go from 2026-01-01T00:00:00Z to"
            + " 2026-01-03T18:39:00Z",
        "--until",
        "2025-01-01");
    refuses(
        "64 labelled rows in " + out + ", 0 of them positive: training needs both kinds",
        "--from-time",
        "2026-01-01T08:21:00Z",
        "--until",
        "2026-01-01T09:41:00Z");
    refuses(
        "--from-time and --until must give a period that ends after it begins, got 2026-01-02"
            + " until 2026-01-01",
        "--from-time",
        "2026-01-02",
        "--until",
        "2026-01-01");
    refuses("--rounds must be between 1 and 10000, got 0", "--rounds", "0");
    refuses("--hold-out must be from 0 to below 1, got 1.0", "--hold-out", "1");
    refuses("has no column amout for --inputs: did you mean 'amount'?", "--inputs", "amout,price");
    refuses("--inputs takes each column once", "--inputs", "amount,amount");
    refuses("kind STRING NOT NULL is none", "--inputs", "amount,kind");
  }

  @Test
  void refusesATimeThatIsNone() {
    StringWriter errors = new StringWriter();
    CommandLine command = new CommandLine(new TrainCommand());
    command.setErr(new PrintWriter(errors, true));
    assertThat(command.execute(folder.toString(), "--from", out.toString(), "--until", "soon"))
        .isEqualTo(2);
    assertThat(errors.toString())
        .contains("'--until': expected a date or an instant, e.g. 2018-07-25", "got 'soon'");
  }

  @Test
  void namesTheColumnsThatALakeOfAnotherPipelineLacks() throws Exception {
    Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.replace("doubled", "trebled"));
    refuses("has no column trebled: replay pipeline test again");
  }

  @Test
  void namesTheColumnsThatALakeOfAnotherPipelineHasOfOtherTypes() throws Exception {
    Path other = temp.resolve("other");
    TestLake.write(
        other,
        1,
        duckdb -> {
          try (Statement statement = duckdb.createStatement()) {
            statement.execute(EVENTS.formatted("i"));
            statement.execute("ALTER TABLE events ALTER amount TYPE VARCHAR");
          }
        });
    refuses("should have amount as DOUBLE, got VARCHAR: replay pipeline test", from("other"));
  }

  @Test
  void saysWhichFileIsNoParquet() throws Exception {
    Files.writeString(
        Files.createDirectories(temp.resolve("broken/lake")).resolve("a.parquet"), "no Parquet");
    refuses("a.parquet' too small to be a Parquet file", from("broken"));
  }

  private String[] from(String replay) {
    return new String[] {"--from", temp.resolve(replay).toString()};
  }

  private void refuses(String sentence, String... options) {
    List<String> arguments = new ArrayList<>(List.of(folder.toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--from")) {
      arguments.addAll(List.of("--from", out.toString()));
    }
    arguments.addAll(List.of("--to", temp.resolve("refused").toString()));
    assertThat(train(arguments.toArray(String[]::new))).isEqualTo(2);
    assertThat(failure).isInstanceOf(UserException.class).hasMessageContaining(sentence);
    assertThat(failure.getMessage()).doesNotContain("\n");
    assertThat(temp.resolve("refused")).doesNotExist();
  }
}
