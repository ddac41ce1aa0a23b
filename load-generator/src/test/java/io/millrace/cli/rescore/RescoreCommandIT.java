package io.millrace.cli.rescore;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay whose pipeline has no model yet, and what becomes of its rows when there is one. */
class RescoreCommandIT {
  private static final int EVENTS = 300;

  @TempDir private Path folder;
  private Path pipeline;
  private Path out;

  @BeforeEach
  void replayWithoutAModel() throws Exception {
    pipeline = Files.createDirectory(folder.resolve("pipeline"));
    out = folder.resolve("out");
    Files.writeString(
        pipeline.resolve("pipeline.yaml"),
        """
        pipeline: test
        event: { schema: event.avsc, format: json, id: id, time: at }
        inference:
          endpoint: risk
          where: kind == "payment"
          inputs: [a, b, c]
          fallback: { score: "a > 0 ? 0.9 : null" }
        warehouse: { table: test }
        """);
    Files.writeString(
        pipeline.resolve("event.avsc"),
        """
        {"type": "record", "name": "Event", "fields": [
          {"name": "id", "type": "string"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
          {"name": "kind", "type": "string"},
          {"name": "a", "type": ["null", "double"]},
          {"name": "b", "type": ["null", "int"]},
          {"name": "c", "type": "boolean"}
        ]}
        """);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      lines.add(
          "{\"id\":\"e%d\",\"at\":%d,\"kind\":\"%s\",\"a\":%s,\"b\":%s,\"c\":%s}"
              .formatted(
                  i,
                  1_700_000_000_000L + i * 60_000L,
                  i % 10 == 0 ? "refund" : "payment",
                  Math.sin(i),
                  i % 7 == 0 ? "null" : Integer.toString(i % 100),
                  i % 3 == 0));
    }
    Path input = folder.resolve("events.ndjson");
    Files.write(input, lines);
    CommandRun run =
        CommandRun.of(
            "replay", pipeline.toString(), "--input", input.toString(), "--out", out.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
    assertThat(query("SELECT count(*) FROM test WHERE degraded_reason IS NOT NULL"))
        .containsExactly("270");
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve("warehouse.duckdb"));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(String.join(" ", row));
      }
    }
    return rows;
  }

  private CommandRun rescore() {
    return CommandRun.of("rescore", pipeline.toString(), "--from", out.toString());
  }

  private void addModel() throws Exception {
    Files.createDirectory(pipeline.resolve("model"));
    Files.write(pipeline.resolve("model/model.tar.gz"), ModelArchive.pack(TestModels.train(3)));
  }

  private String rescored() {
    return "read_parquet('" + out + "/rescored/*.parquet', hive_partitioning = false)";
  }

  private String lake() {
    return "read_parquet('" + out + "/lake/**/*.parquet', hive_partitioning = false)";
  }

  private long files() throws Exception {
    try (Stream<Path> list = Files.list(out.resolve("rescored"))) {
      return list.count();
    }
  }

  @Test
  void fillsTheScoresOnceAndLeavesTheLakeAsItWas() throws Exception {
    List<String> others = query("SELECT * FROM test WHERE degraded_reason IS NULL ORDER BY id");
    List<String> oldRows = query("SELECT * FROM " + lake() + " ORDER BY id");
    addModel();

    CommandRun first = rescore();
    assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
    assertThat(first.out().lines())
        .containsExactly(
            "without score             270",
            "scored now                270",
            "merged                    270");
    assertThat(query("SELECT count(*), count(DISTINCT id) FROM test"))
        .containsExactly(EVENTS + " " + EVENTS);
    assertThat(
            query(
                "SELECT score_source, model_variant, degraded_reason, count(*), count(score)"
                    + " FROM test WHERE kind = 'payment' GROUP BY ALL"))
        .containsExactly("model AllTraffic null 270 270");
    assertThat(query("SELECT * FROM test WHERE kind = 'refund' ORDER BY id")).isEqualTo(others);
    // All but the score columns is as it was, types included.
    String same =
        "SELECT * EXCLUDE (score, score_source, model_variant, model_version, inference_ms,"
            + " degraded_reason, scored_at) FROM ";
    assertThat(query(same + rescored() + " ORDER BY id"))
        .isEqualTo(query(same + lake() + " WHERE kind = 'payment' ORDER BY id"));
    assertThat(query("DESCRIBE SELECT * FROM " + rescored()))
        .isEqualTo(query("DESCRIBE SELECT * FROM " + lake()));
    assertThat(query("SELECT * FROM " + lake() + " ORDER BY id")).isEqualTo(oldRows);

    List<String> table = query("SELECT * FROM test ORDER BY id");
    CommandRun second = rescore();
    assertThat(second.out().lines())
        .containsExactly(
            "without score               0",
            "scored now                  0",
            "merged                      0");
    assertThat(query("SELECT * FROM test ORDER BY id")).isEqualTo(table);
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void mergesFilesThatARunThatDiedHadOnlyWritten() throws Exception {
    addModel();
    assertThat(rescore().exitCode()).isEqualTo(ExitCode.OK);
    List<String> table = query("SELECT * FROM test ORDER BY id");
    // As if it had died before its transaction: the table and the ledger as they were.
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve("warehouse.duckdb"));
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("DELETE FROM test");
      statement.execute("INSERT INTO test BY NAME SELECT * FROM " + lake());
      statement.execute("DELETE FROM load_ledger WHERE table_name = 'test_rescored'");
    }
    CommandRun again = rescore();
    assertThat(again.out().lines())
        .containsExactly(
            "without score               0",
            "scored now                  0",
            "merged                    270");
    assertThat(query("SELECT * FROM test ORDER BY id")).isEqualTo(table);
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void saysWhatCouldNotBeScoredAndLeavesItForLater() throws Exception {
    CommandRun run = rescore();
    assertThat(run.exitCode()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(run.out())
        .contains("without score             270", "scored now                  0");
    assertThat(run.out()).contains("  rejected");
    assertThat(query("SELECT count(*) FROM test WHERE degraded_reason IS NOT NULL"))
        .containsExactly("270");
  }

  @Test
  void refusesWhatIsNoRun() {
    CommandRun run = CommandRun.of("rescore", pipeline.toString(), "--from", folder.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("expected a run in " + folder);
  }

  @Test
  void refusesSettingsOfAJobWithoutRedshift() throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve("job.json"),
            """
            [{"PropertyGroupId": "pipeline", "PropertyMap": {"location": "payments"}},
             {"PropertyGroupId": "source", "PropertyMap": {"stream.arn":
               "arn:aws:kinesis:eu-west-1:111122223333:stream/payments"}},
             {"PropertyGroupId": "lake", "PropertyMap": {"path": "s3://lake/millrace"}}]
            """);
    CommandRun run =
        CommandRun.of(
            "rescore",
            pipeline.toString(),
            "--from",
            out.toString(),
            "--settings",
            settings.toString());
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains("expected the settings of a job that writes to S3 and loads Redshift")
        .contains("got warehouse.type none and outputs in s3://lake/millrace");
  }
}
