package io.millrace.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The folder of a large run, without its rows: 183 days of hourly windows, 700 columns. */
final class LargeRun {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int RULES = 40;

  private LargeRun() {}

  static Path in(Path out) throws IOException, SQLException {
    for (String folder : new String[] {"quality", "alerts", "lineage"}) {
      Files.createDirectories(out.resolve(folder));
    }
    Files.writeString(
        out.resolve("run.json"),
        "{\"runId\": \"r\", \"pipeline\": \"wide\", \"pipelineHash\": \"h\"}");
    Files.writeString(
        out.resolve("timeline.csv"),
        IntStream.range(0, 20_000)
            .mapToObj(
                i ->
                    "%d,%d,0,0,0,%d,0,0,0,0,0"
                        .formatted(BEGIN.toEpochMilli() + i * 1000L, i * 5_000L, i * 4_990L))
            .collect(
                Collectors.joining(
                    "\n",
                    "at,read,deadLettered,quarantined,duplicates,written,scored,degraded,late,"
                        + "bytes,history\n",
                    "\n17")));
    quality(out.resolve("quality/part.parquet"));
    Files.writeString(
        out.resolve("alerts/part.ndjson"),
        IntStream.range(0, 3_000).mapToObj(LargeRun::alert).collect(Collectors.joining("\n")));
    Files.writeString(out.resolve("lineage/events.jsonl"), lineage() + "\n");
    return out;
  }

  private static void quality(Path file) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute(
          "COPY (SELECT make_timestamp(%d + 3600000000 * hour) AS window_start,"
                  .formatted(BEGIN.toEpochMilli() * 1000)
              + " window_start + INTERVAL 1 HOUR AS window_end, '' AS group_key,"
              + " CASE rule WHEN 0 THEN 'drift x population-stability' ELSE 'Mean \"c' || rule ||"
              + " '\" > 0' END AS rule, CASE rule WHEN 0 THEN 'Column.x.PopulationStability' ELSE"
              + " 'Column.c' || rule || '.Mean' END AS metric, sin(hour / 100.0) AS value,"
              + " hash(rule, hour) % 10 > 0 AS passed, 'warn' AS action, 0 AS revision"
              + " FROM range(%d) AS hours(hour), range(%d) AS rules(rule)) TO '%s' (FORMAT parquet)"
                  .formatted(183 * 24, RULES, file));
    }
  }

  private static String alert(int i) {
    return "{\"status\": \"RAISED\", \"severity\": \"WARNING\", \"rule\": \"Mean \\\"c1\\\" > 0\","
        + " \"window_start\": \"%s\", \"value\": %d, \"looked_at\": \"9 events\"}"
            .formatted(BEGIN.plusSeconds(3_600L * i), i);
  }

  /** Each column but the first comes from three fields. */
  private static String lineage() {
    String fields =
        IntStream.range(0, 700)
            .mapToObj("{\"name\": \"column_%d\", \"type\": \"double\"}"::formatted)
            .collect(Collectors.joining(","));
    String lineage =
        IntStream.range(0, 700)
            .mapToObj(
                i ->
                    "\"column_%d\": {\"inputFields\": [%s]}"
                        .formatted(
                            i,
                            IntStream.range(0, i == 0 ? 1 : 3)
                                .mapToObj(
                                    f ->
                                        ("{\"field\": \"field_%d\", \"transformations\":"
                                                + " [{\"subtype\": \"AGGREGATION\"}]}")
                                            .formatted((i + f) % 90))
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining(","));
    return ("{\"job\": {\"name\": \"wide\"}, \"inputs\": [{\"namespace\": \"kinesis\", \"name\":"
            + " \"stream/in\"}], \"outputs\": [{\"namespace\": \"s3://lake\", \"name\":"
            + " \"rows\", \"facets\": {\"schema\": {\"fields\": [%s]}, \"columnLineage\":"
            + " {\"fields\": {%s}}}}]}")
        .formatted(fields, lineage);
  }
}
