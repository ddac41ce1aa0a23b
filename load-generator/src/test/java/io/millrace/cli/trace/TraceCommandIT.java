package io.millrace.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One small replay of generated payments, with faults, late events and duplicates, traced. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TraceCommandIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path out;

  @BeforeAll
  static void replay() {
    // Nine days, for one file an hour: many files are what takes the time of this test.
    Path events = folder.resolve("payments.avro");
    CommandRun generated =
        CommandRun.of(
            "generate",
            "--events=3000",
            "--days=9",
            "--customers=150",
            "--disorder=3s",
            "--late=0.01",
            "--duplicates=0.01",
            "--malformed=0.005",
            "--quarantine=0.005",
            "--out=" + events);
    assertThat(generated.exitCode()).as(generated.err()).isEqualTo(ExitCode.OK);
    out = folder.resolve("payments");
    CommandRun run = CommandRun.of("replay", "payments", "--input=" + events, "--out=" + out);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
  }

  private static CommandRun trace(String... args) {
    List<String> all = new ArrayList<>(List.of("trace", "--out", out.toString()));
    all.addAll(List.of(args));
    return CommandRun.of(all.toArray(new String[0]));
  }

  private static JsonNode json(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--json");
    CommandRun run = trace(all.toArray(new String[0]));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    return JSON.readTree(run.out());
  }

  /** First value of a query over an output. */
  private static String one(String output, String select, String rest) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + select
                    + " FROM read_parquet('"
                    + out.resolve(output)
                    + "/**/*.parquet', filename = true) "
                    + rest)) {
      assertThat(row.next()).as("%s of %s %s", select, output, rest).isTrue();
      return row.getString(1);
    }
  }

  @Test
  @Order(1)
  void everyRowOfASampleHasItsRecordAndItsFeatures() {
    CommandRun run = trace("--sample", "200");

    assertThat(run.out())
        .contains("traced            200 random rows")
        .contains("source records    200 byte-equal to the input")
        .contains("features          200 rows in which all come out again")
        .containsPattern("origin columns    add \\d+\\.\\d % ");
    assertThat(run.exitCode()).as(run.out()).isEqualTo(ExitCode.OK);
  }

  @Test
  @Order(1)
  void tellsRecordRulesFeaturesScoreFileLoadAndCommit() throws Exception {
    String id =
        one(
            "lake",
            "event_id",
            "WHERE score IS NOT NULL AND customer_count_30d > 3 ORDER BY event_id LIMIT 1");

    JsonNode row = json(id).path("rows").path(0);

    assertThat(row.path("where").asText()).isEqualTo("lake");
    assertThat(Path.of(row.path("file").asText())).exists();
    assertThat(row.path("load").path("table").asText()).isEqualTo("scored_payments");
    assertThat(row.path("commit").path("checkpoint").asLong()).isPositive();
    assertThat(row.path("commit").path("run").asText())
        .isEqualTo(JSON.readTree(out.resolve("run.json").toFile()).path("runId").asText());
    assertThat(row.path("commit").path("manifest")).isEqualTo(row.path("load").path("manifest"));
    assertThat(row.path("made_by").path("feature_hash").asText()).hasSize(16);
    assertThat(row.path("rules")).isNotEmpty().allMatch(rule -> rule.has("holds"));
    assertThat(row.path("score").path("model_variant").asText()).isIn("champion", "challenger");
    assertThat(row.path("score").path("inference_ms").isNumber()).isTrue();
    JsonNode count = feature(row, "customer_count_30d");
    assertThat(count.path("recomputed").asBoolean()).isTrue();
    assertThat(count.path("contributed").asLong()).isEqualTo(count.path("value").asLong());
    assertThat(count.path("events").size() + 1).isEqualTo(count.path("value").asInt());
  }

  private static JsonNode feature(JsonNode row, String column) {
    for (JsonNode feature : row.path("features")) {
      if (feature.path("column").asText().equals(column)) {
        return feature;
      }
    }
    throw new AssertionError("no feature " + column + " in " + row);
  }

  @Test
  @Order(1)
  void hidesPersonalFieldsAndBytesUnlessTheyAreAskedFor() throws Exception {
    String where = "WHERE customer_id IS NOT NULL ORDER BY event_id LIMIT 1";
    String id = one("lake", "event_id", where);
    String customer = one("lake", "customer_id", where);

    JsonNode masked = json(id);
    JsonNode shown = json(id, "--show-personal").path("rows").path(0);

    assertThat(masked.toString()).doesNotContain(customer);
    assertThat(masked.path("rows").path(0).path("record").path("customer_id").asText())
        .isEqualTo("***");
    assertThat(trace(id).out()).doesNotContain(customer);
    assertThat(shown.path("record").path("customer_id").asText()).isEqualTo(customer);
    assertThat(shown.path("source").path("hex").asText())
        .hasSize(2 * shown.path("source").path("bytes").asInt());
  }

  @Test
  @Order(1)
  void tracesAQuarantinedEventAndADeadLetter() throws Exception {
    JsonNode quarantined = json(one("quarantine", "event_id", "LIMIT 1")).path("refused").path(0);
    String record = one("dead-letter", "origin_shard || '#' || origin_sequence", "LIMIT 1");
    JsonNode dead = json(record).path("refused").path(0);

    assertThat(quarantined.path("where").asText()).isEqualTo("quarantine");
    assertThat(quarantined.path("broken_rules")).isNotEmpty();
    assertThat(quarantined.path("record").path("event_id").isTextual()).isTrue();
    assertThat(dead.path("where").asText()).isEqualTo("dead-letter");
    assertThat(dead.path("source").path("sha256").asText()).hasSize(64);
    assertThat(trace(record).out()).contains("Refused: dead-letter").contains("stage: decode");
  }

  @Test
  @Order(1)
  void tellsHowTheWindowsAnsweredThatTheRowWasCountedIn() throws Exception {
    String where = "WHERE channel = 'web' ORDER BY event_id LIMIT 1";
    String id = one("lake", "event_id", where);
    long time = Long.parseLong(one("lake", "epoch_ms(event_time)", where));

    JsonNode windows = json(id).path("rows").path(0).path("windows");

    assertThat(windows)
        .isNotEmpty()
        .allSatisfy(
            window -> {
              assertThat(Instant.parse(window.path("from").asText()).toEpochMilli())
                  .isLessThanOrEqualTo(time);
              assertThat(Instant.parse(window.path("until").asText()).toEpochMilli())
                  .isGreaterThan(time);
              assertThat(window.path("group").asText()).isIn("channel=web", "");
            });
    JsonNode count =
        windows.findParents("rule").stream()
            .filter(window -> window.path("rule").asText().equals("RowCount > 0"))
            .findFirst()
            .orElseThrow();
    assertThat(count.path("holds").asBoolean()).isTrue();
    assertThat(count.path("value").asDouble()).isPositive();
    assertThat(trace(id).out())
        .contains("channel=web")
        .contains("RowCount > 0  (Dataset.*.RowCount");
  }

  /** The warehouse only says where to look; without it, every file is opened. */
  @Test
  @Order(1)
  void saysTheSameWithoutAWarehouse() throws Exception {
    String id =
        one("lake", "event_id", "WHERE customer_count_30d > 3 ORDER BY event_id DESC LIMIT 1");
    JsonNode with = json(id).path("rows").path(0);
    Path warehouse = out.resolve("warehouse.duckdb");
    Path aside = Files.move(warehouse, folder.resolve("aside.duckdb"));
    try {
      JsonNode without = json(id).path("rows").path(0);

      assertThat(without.path("load").asText()).startsWith("unknown");
      for (String part : List.of("file", "record", "rules", "windows", "features", "commit")) {
        assertThat(without.path(part)).as(part).isEqualTo(with.path(part));
      }
    } finally {
      Files.move(aside, warehouse);
    }
  }

  @Test
  @Order(1)
  void saysSoWhenAnIdIsNotThere() {
    CommandRun run = trace("nobody");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains("nothing is known of 'nobody'")
        .contains("give a value of event_id");
  }

  @Test
  @Order(1)
  void itsSqlFindsTheSameEventsInTheTablesOfTheCatalog() throws Exception {
    String id = one("lake", "event_id", "WHERE terminal_count_30d > 0 LIMIT 1");
    JsonNode row = json(id).path("rows").path(0);
    String sql = CommandRun.of("trace", id, "--sql", "athena").out();

    List<Integer> counts = new ArrayList<>();
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      for (String table :
          List.of("events:lake", "quarantine:quarantine", "dead_letter:dead-letter")) {
        String[] names = table.split(":");
        statement.execute(
            "CREATE VIEW "
                + names[0]
                + " AS SELECT *, filename AS \"$path\" FROM read_parquet('"
                + out.resolve(names[1])
                + "/**/*.parquet', filename = true, hive_partitioning = false)");
      }
      for (String query : sql.split(";\n")) {
        if (query.isBlank()) {
          continue;
        }
        int rows = 0;
        try (ResultSet found = statement.executeQuery(query)) {
          while (found.next()) {
            rows++;
          }
        }
        counts.add(rows);
      }
    }
    assertThat(counts)
        .as("row, refusals, events of the customer, events of the terminal")
        .containsExactly(
            1,
            0,
            feature(row, "customer_count_30d").path("value").asInt(),
            feature(row, "terminal_count_30d").path("value").asInt());
  }

  @Test
  @Order(2)
  void tellsOfEachRowOfAnIdThatIsThereTwice() throws Exception {
    String id = one("lake", "event_id", "ORDER BY event_id DESC LIMIT 1");
    Path file = Path.of(one("lake", "filename", "WHERE event_id = '" + id + "'"));
    Path second = Files.copy(file, file.resolveSibling("again.parquet"));
    try {
      JsonNode told = json(id);

      assertThat(told.path("rows")).hasSize(2);
      assertThat(told.path("repeated").asText()).startsWith("the id is there 2 times");
      assertThat(told.path("rows").findValuesAsText("load"))
          .contains("not loaded: the ledger does not hold the file");
    } finally {
      Files.delete(second);
    }
  }

  @Test
  @Order(3)
  void findsARowInTheWarehouseWhenItsFileHasExpired() throws Exception {
    String id = one("lake", "event_id", "ORDER BY event_id LIMIT 1");
    Files.delete(Path.of(one("lake", "filename", "WHERE event_id = '" + id + "'")));

    JsonNode row = json(id).path("rows").path(0);

    assertThat(row.path("where").asText()).isEqualTo("warehouse");
    assertThat(row.path("file").asText()).startsWith("expired").contains("1 are gone");
    assertThat(row.path("source").has("sha256")).isTrue();
  }
}
