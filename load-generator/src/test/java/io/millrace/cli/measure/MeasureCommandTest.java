package io.millrace.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a run, made by hand, held against what was sent. */
class MeasureCommandTest {
  private static final String HEADER =
      "event_id,status,expected,stream_shard,sequence,intended_us,answered_us,bytes\n";

  @TempDir Path folder;

  /** Events a, b and c in the lake; q was quarantined, and of d nothing but its bytes is left. */
  @BeforeEach
  void makeRun() throws Exception {
    Path day = Files.createDirectories(folder.resolve("lake/dt=2026-06-01"));
    Files.createDirectories(folder.resolve("quarantine"));
    Files.createDirectories(folder.resolve("dead-letter"));
    Instant begin = Instant.now().minusSeconds(60);
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT id AS event_id, make_timestamp(%d) AS event_time, make_timestamp(%d) AS"
                  .formatted(micros(begin), micros(begin) + 250_000)
              + " arrival_time, CASE WHEN id <> 'c' THEN make_timestamp(%d) END AS scored_at, 's1' "
                  .formatted(micros(begin) + 400_000)
              + "AS origin_shard, sequence AS origin_sequence FROM (VALUES"
              + " ('a', '1'), ('b', '2'), ('c', '3')) AS rows(id, sequence)) TO '"
              + day.resolve("part.parquet")
              + "' (FORMAT parquet)");
      for (String[] aside : new String[][] {{"quarantine", "4"}, {"dead-letter", "5"}}) {
        statement.execute(
            "COPY (SELECT 's1' AS origin_shard, '%s' AS origin_sequence) TO '%s' (FORMAT parquet)"
                .formatted(aside[1], folder.resolve(aside[0]).resolve("part.parquet")));
      }
      statement.execute("ATTACH '" + folder.resolve("warehouse.duckdb") + "' AS warehouse");
      statement.execute(
          "CREATE TABLE warehouse.load_ledger AS SELECT 'file:%s' AS file_path, make_timestamp(%d)"
                  .formatted(day.resolve("part.parquet"), micros(begin) + 5_000_000)
              + " AS loaded_at");
    }
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  private JsonNode measure(int exitCode, String... sent) throws Exception {
    Path log = folder.resolve("sent.csv.gz");
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(log)), StandardCharsets.UTF_8)) {
      out.write(HEADER);
      for (String line : sent) {
        out.write(line + ",0,0,100\n");
      }
    }
    Path json = folder.resolve("measure.json");
    CommandRun run =
        CommandRun.of(
            "measure", folder.toString(), "--sent", log.toString(), "--json", json.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(json.toFile());
  }

  @Test
  void findsEveryEventThatWasSent() throws Exception {
    JsonNode figures =
        measure(
            ExitCode.OK,
            "a,delivered,written,s1,1",
            "b,delivered,written,s1,2",
            "b,delivered,duplicates,s1,9",
            "c,SdkClientException,written,,",
            "q,delivered,quarantined,s1,4",
            "d,delivered,deadLettered,s1,5");

    assertThat(figures.get("completeness"))
        .hasToString(
            "{\"delivered\":5,\"written\":2,\"quarantined\":1,\"deadLettered\":1,\"duplicates\":1,"
                + "\"lost\":0,\"otherThanExpected\":0,\"distinctSent\":4,\"distinctFound\":4,\"twice\":0,\"notAcknowledged\":1,"
                + "\"arrivedAllTheSame\":1}");
    JsonNode latency = figures.get("latencyMillis");
    assertThat(latency.get("event → arrival").get("p50").asDouble()).isEqualTo(250);
    assertThat(latency.get("event → loaded").get("p99").asDouble()).isEqualTo(5_000);
    assertThat(latency.get("event → loaded").get("rows").asLong()).isEqualTo(3);
    assertThat(latency.get("arrival → scored").get("max").asDouble()).isEqualTo(150);
    assertThat(latency.get("arrival → scored").get("rows").asLong()).as("one was not").isEqualTo(2);
    assertThat(latency.get("scored → committed").get("p50").asDouble()).isBetween(1e3, 1e6);
    assertThat(latency.get("arrival → committed").get("max").asDouble()).isBetween(1e3, 1e6);
  }

  @Test
  void saysWhatIsLostAndWhatIsOtherThanExpected() throws Exception {
    JsonNode counts =
        measure(
                ExitCode.CHECK_FAILED,
                "a,delivered,written,s1,1",
                "q,delivered,written,s1,4",
                "z,delivered,written,s2,1")
            .get("completeness");

    assertThat(counts.get("lost").asLong()).isEqualTo(1);
    assertThat(counts.get("otherThanExpected").asLong()).isEqualTo(2);
  }

  @Test
  void refusesAFolderWithoutRows() {
    Path nothing = folder.resolve("nothing");

    CommandRun run = CommandRun.of("measure", nothing.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .isEqualTo(
            "millrace measure: "
                + nothing
                + " holds no rows; name the folder that a run wrote to\n");
  }
}
