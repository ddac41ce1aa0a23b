package io.millrace.cli.redrive;

import io.millrace.job.warehouse.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** A run's folder with refused records, as the job writes them. */
final class RefusedRecords {
  private final Path run;
  private int files;

  RefusedRecords(Path run) {
    this.run = run;
  }

  Path run() {
    return run;
  }

  /** A dead letter of the file {@code in/a.ndjson}. */
  RefusedRecords deadLetter(int ordinal, String reason, String payload) throws Exception {
    return write("dead-letter", "decode", ordinal, reason, "[]::VARCHAR[]", payload, 0);
  }

  /** A quarantined event of the same file. */
  RefusedRecords quarantined(int ordinal, String rule, String payload, int redrives)
      throws Exception {
    String rules = "[" + Sql.text(rule) + "]";
    return write("quarantine", "validate", ordinal, "RULE_BROKEN", rules, payload, redrives);
  }

  private RefusedRecords write(
      String folder,
      String stage,
      int ordinal,
      String reason,
      String rules,
      String payload,
      int redrives)
      throws Exception {
    Path day = Files.createDirectories(run.resolve(folder).resolve("dt=2024-05-01"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT 'orders' AS pipeline, "
              + Sql.text(stage)
              + " AS stage, "
              + Sql.text(reason)
              + " AS reason, '' AS message, "
              + rules
              + " AS rules, encode("
              + Sql.text(payload)
              + ") AS payload, 'in' AS origin_stream, 'a.ndjson' AS origin_shard, '"
              + ordinal
              + "' AS origin_sequence, TIMESTAMPTZ '2024-05-01 12:00:00+00' + INTERVAL ("
              + ordinal
              + ") MINUTE AS arrival_time, "
              + redrives
              + "::INTEGER AS redrive_count) TO '"
              + day.resolve("part-" + files++ + ".parquet")
              + "' (FORMAT PARQUET)");
    }
    return this;
  }
}
