package io.millrace.cli.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.generate.FaultOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillIT {
  private static final int EVENTS = 2500;

  @TempDir private Path folder;

  /** The stream takes them as they come, two seconds out of order, some far too late. */
  private static FaultOptions faults() {
    return new FaultOptions()
        .withDisorder(Duration.ofSeconds(3))
        .withMissing(0.02)
        .withDuplicates(0.02)
        .withLate(0.004)
        .withQuarantine(0.01);
  }

  @Test
  void ofALakeEqualsTheStream() throws Exception {
    PastPayments past = new PastPayments(folder);
    Path events = past.generate(EVENTS, faults());
    Path stream = past.out("stream");
    Path again = past.out("again");
    past.run("replay", past.pipeline(), "--input", events, "--out", stream);

    past.run("backfill", past.pipeline(), "--input", stream, "--out", again, "--parallelism", 2);

    JsonNode summary = new ObjectMapper().readTree(again.resolve("summary.json").toFile());
    JsonNode before = new ObjectMapper().readTree(stream.resolve("summary.json").toFile());
    assertThat(summary.get("read")).isEqualTo(before.get("written"));
    assertThat(summary.get("written")).isEqualTo(before.get("written"));
    assertThat(summary.get("loaded")).isEqualTo(before.get("written"));
    assertThat(summary.get("late")).isEqualTo(before.get("late"));
    assertThat(summary.get("late").asLong()).isPositive();
    Path json = past.out("compared.json");
    past.run("compare", past.pipeline(), stream, again, "--out", json);
    JsonNode compared = new ObjectMapper().readTree(json.toFile());
    assertThat(compared.get("columns")).hasSize(15);
    for (JsonNode column : compared.get("columns")) {
      assertThat(column.get("different").asLong()).as(column.toString()).isZero();
      assertThat(column.get("equal").asLong())
          .as(column.toString())
          .isGreaterThan(before.get("written").asLong() / 2);
    }
    assertSameRowsOfOrigin(stream, again);
    past.run(
        "compare",
        past.pipeline(),
        again.resolve("lake"),
        again.resolve("warehouse.duckdb") + ":scored_payments_backfill");
  }

  private static void assertSameRowsOfOrigin(Path stream, Path again) throws Exception {
    String columns =
        "event_id, event_time, amount, late, origin_stream, origin_shard, origin_sequence,"
            + " arrival_time";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM ((SELECT %s FROM '%s/lake/**/*.parquet') EXCEPT ALL (SELECT"
                        .formatted(columns, stream)
                    + " %s FROM '%s/lake/**/*.parquet'))".formatted(columns, again))) {
      rows.next();
      assertThat(rows.getLong(1)).isZero();
    }
  }

  /** What it is for: what the stream would have computed, had it been defined so. */
  @Test
  void withAnotherDefinitionEqualsAStreamOfThatDefinition() throws Exception {
    PastPayments past = new PastPayments(folder);
    Path events = past.generate(EVENTS, faults());
    Path changed =
        past.definition(
            "changed",
            "customer_count: count()",
            "customer_count: count()\n      customer_most: max(amount)",
            "windows: [1d, 7d, 30d]\n    delay",
            "windows: [2d]\n    delay",
            "amount_ratio: amount / customer_amount_7d",
            "amount_ratio: amount / customer_most_7d");
    Path stream = past.out("stream");
    Path expected = past.out("expected");
    Path again = past.out("again");
    past.run("replay", past.pipeline(), "--input", events, "--out", stream);
    past.run("replay", changed, "--input", events, "--out", expected);

    past.run("backfill", changed, "--input", stream.resolve("lake"), "--out", again);

    CommandRun compared = past.run("compare", changed, expected, again);
    assertThat(compared.out()).contains("customer_most_30d", "terminal_risk_2d");
    CommandRun others = CommandRun.of("compare", changed.toString(), stream + "", again + "");
    assertThat(others.exitCode()).isEqualTo(1);
    assertThat(others.out())
        .contains("not in both, so not compared: customer_most_1d")
        .containsPattern("different: amount_ratio of \\S+ at \\S+ \\S+ is \\S+ in A, \\S+ in B");
  }

  @Test
  void ofRecordedEventsIsAReplayWithoutScores() throws Exception {
    PastPayments past = new PastPayments(folder);
    Path events = past.generate(400, faults());
    Path stream = past.out("stream");
    Path again = past.out("again");
    past.run("replay", "payments", "--input", events, "--out", stream);

    CommandRun backfill =
        past.run(
            "backfill", "payments", "--input", events, "--out", again, "--table", "payments_2");

    assertThat(backfill.out()).contains("in table payments_2 of").doesNotContain("scored");
    try (Connection duckDb =
            DriverManager.getConnection("jdbc:duckdb:" + again.resolve("warehouse.duckdb"));
        Statement statement = duckDb.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "SELECT count(*) FROM information_schema.columns WHERE table_name = 'payments_2'"
                    + " AND column_name IN ('score', 'customer_count_1d')")) {
      columns.next();
      assertThat(columns.getLong(1)).as("a feature, and no score").isEqualTo(1);
    }
    CommandRun compared = past.run("compare", "payments", stream, again);
    assertThat(compared.out()).contains("customer_count_1d");
  }

  @Test
  void refusesWhatItCannotRead() throws Exception {
    PastPayments past = new PastPayments(folder);
    assertThat(CommandRun.of("backfill", "payments").err())
        .contains("name the lake or the recorded events with --input");
    assertThat(CommandRun.of("backfill", "payments", "--input", folder + "/none").err())
        .contains("there is no " + folder + "/none");
    Path table = Files.createDirectories(folder.resolve("empty"));
    assertThat(CommandRun.of("backfill", "payments", "--input", table + "").exitCode())
        .isEqualTo(2);
    assertThat(
            CommandRun.of("backfill", "payments", "--input", folder + "", "--table", "Payments;")
                .err())
        .contains("--table is a name of lower-case letters, digits and _, got 'Payments;'");
    Path events = past.generate(200, new FaultOptions());
    past.run("replay", past.pipeline(), "--input", events, "--out", past.out("stream"));
    CommandRun other =
        CommandRun.of("backfill", "online-retail", "--input", past.out("stream") + "");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .containsPattern(
            "lake file \\S+: expected a column \\w+ of type \\w+, got none of that name");
  }
}
