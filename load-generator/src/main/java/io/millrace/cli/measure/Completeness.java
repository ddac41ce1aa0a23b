package io.millrace.cli.measure;

import io.millrace.cli.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the records that {@code millrace send} says it sent, each found by its shard and
 * sequence number. Immutable.
 */
final class Completeness {
  private final Map<String, Long> counts;

  private Completeness(Map<String, Long> counts) {
    this.counts = counts;
  }

  /**
   * Holds a run against what was sent.
   *
   * @param sent the log that {@code send} wrote, or its folder
   * @throws UserException when there is no such log
   */
  static Completeness of(RunRows rows, Path sent) throws SQLException {
    Path log = Files.isDirectory(sent) ? sent.resolve("sent.csv.gz") : sent;
    if (!Files.isRegularFile(log)) {
      throw new UserException(
          "there is no " + log + "; name the output folder of millrace send with --sent");
    }
    try {
      rows.execute(
          "CREATE OR REPLACE TABLE sent AS SELECT event_id AS id, status, expected, stream_shard AS"
              + " shard, sequence FROM read_csv("
              + RunRows.text(log)
              + ", header = true, all_varchar = true)");
    } catch (SQLException e) {
      throw new UserException(log + " is no log of what was sent; was send cut off?", e);
    }
    rows.execute(
        "CREATE OR REPLACE TABLE outcome AS SELECT sent.*, CASE"
            + " WHEN kept.sequence IS NOT NULL THEN 'written'"
            + " WHEN aside.kind = 'quarantine' THEN 'quarantined'"
            + " WHEN aside.kind = 'dead-letter' THEN 'deadLettered'"
            + " WHEN other.id IS NOT NULL THEN 'duplicates'"
            + " ELSE 'lost' END AS outcome"
            + " FROM sent LEFT JOIN (SELECT DISTINCT shard, sequence FROM lake) AS kept"
            + " USING (shard, sequence)"
            + " LEFT JOIN (SELECT DISTINCT kind, shard, sequence FROM aside) AS aside"
            + " USING (shard, sequence)"
            + " LEFT JOIN (SELECT DISTINCT id FROM lake) AS other ON other.id = sent.id"
            + " WHERE status = 'delivered'");
    Map<String, Long> counts = new LinkedHashMap<>();
    put(rows, counts, "delivered", "SELECT count(*) FROM outcome");
    for (String outcome :
        new String[] {"written", "quarantined", "deadLettered", "duplicates", "lost"}) {
      put(
          rows,
          counts,
          outcome,
          "SELECT count(*) FROM outcome WHERE outcome = " + RunRows.text(outcome));
    }
    put(
        rows,
        counts,
        "otherThanExpected",
        "SELECT count(*) FROM outcome WHERE expected IS NOT NULL AND expected <> outcome");
    put(rows, counts, "distinctSent", "SELECT count(DISTINCT id) FROM outcome");
    put(
        rows,
        counts,
        "distinctFound",
        "SELECT count(DISTINCT id) FROM outcome WHERE outcome IN ('written', 'quarantined',"
            + " 'deadLettered')");
    put(
        rows,
        counts,
        "twice",
        "SELECT coalesce(sum(copies - 1), 0)::BIGINT FROM (SELECT count(*) AS copies FROM lake"
            + " WHERE id IN (SELECT id FROM sent) GROUP BY id)");
    put(rows, counts, "notAcknowledged", "SELECT count(*) FROM sent WHERE status <> 'delivered'");
    put(
        rows,
        counts,
        "arrivedAllTheSame",
        "SELECT count(DISTINCT id) FROM sent WHERE status <> 'delivered' AND id IN (SELECT id FROM"
            + " lake) AND id NOT IN (SELECT id FROM sent WHERE status = 'delivered')");
    return new Completeness(counts);
  }

  private static void put(RunRows rows, Map<String, Long> counts, String name, String sql)
      throws SQLException {
    try (Statement statement = rows.duckDb().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      counts.put(name, row.getLong(1));
    }
  }

  /** Every count by name. */
  Map<String, Long> counts() {
    return new LinkedHashMap<>(counts);
  }

  /** Whether every record that was delivered has an outcome, and no event is written twice. */
  boolean isComplete() {
    return counts.get("lost") == 0 && counts.get("twice") == 0;
  }
}
