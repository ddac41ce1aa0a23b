package io.millrace.cli.redrive;

import io.millrace.job.warehouse.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was sent back, in a DuckDB file: the table {@code redriven} has a row for each record, and
 * only what is not in it is sent. A row says {@code sent}, or {@code sending}: whether the target
 * has such a record is not known, because nobody waited for the answer.
 */
public final class RedriveLedger implements AutoCloseable {
  /** Name of the file in the folder of a run. */
  public static final String FILE = "redrive.duckdb";

  private static final String REDRIVEN =
      "CREATE TABLE IF NOT EXISTS redriven (key VARCHAR PRIMARY KEY, state VARCHAR NOT NULL,"
          + " kind VARCHAR NOT NULL, reason VARCHAR NOT NULL, origin_stream VARCHAR NOT NULL,"
          + " origin_shard VARCHAR NOT NULL, origin_sequence VARCHAR NOT NULL,"
          + " payload_hash VARCHAR NOT NULL, redrive_count INTEGER NOT NULL,"
          + " target VARCHAR NOT NULL, redriven_at TIMESTAMPTZ NOT NULL)";

  /** Files that are written, and entered, but may not have their name yet. */
  private static final String FILES =
      "CREATE TABLE IF NOT EXISTS files (unfinished VARCHAR NOT NULL, file VARCHAR NOT NULL)";

  private static final String SIDES =
      "SELECT %s AS kind, reason, rules, payload, origin_stream, origin_shard, origin_sequence,"
          + " arrival_time, redrive_count, sha256(payload) AS payload_hash, stage FROM"
          + " read_parquet(%s, hive_partitioning = false, union_by_name = true)";

  private final Connection connection;
  private final Path run;

  private RedriveLedger(Connection connection, Path run) {
    this.connection = connection;
    this.run = run;
  }

  /**
   * Opens the ledger, or makes it, and ends what a redrive that died had begun.
   *
   * @param run folder with {@code dead-letter} and {@code quarantine}
   */
  static RedriveLedger open(Path file, Path run) throws SQLException, IOException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file.toAbsolutePath());
    RedriveLedger ledger = new RedriveLedger(connection, run);
    ledger.execute("SET TimeZone = 'UTC'");
    ledger.execute("SET threads = 2");
    ledger.execute(REDRIVEN);
    ledger.execute(FILES);
    ledger.nameFiles();
    return ledger;
  }

  /**
   * Chooses the records that are to be sent.
   *
   * @param uncertain whether those are among them of which it is not known that they were sent
   * @return how many refused records there are, and how many of them are left to be sent
   */
  Map<String, Long> choose(RedriveFilter filter, boolean uncertain)
      throws SQLException, IOException {
    List<String> sides = new ArrayList<>();
    side(filter, RedriveFilter.Kind.DEAD_LETTER, sides);
    side(filter, RedriveFilter.Kind.QUARANTINE, sides);
    String rows =
        sides.isEmpty()
            ? "SELECT * FROM (SELECT '' AS kind, '' AS reason, ['']::VARCHAR[] AS rules,"
                + " ''::BLOB AS payload, '' AS origin_stream, '' AS origin_shard,"
                + " '' AS origin_sequence, now() AS arrival_time, 0 AS redrive_count,"
                + " '' AS payload_hash, '' AS stage) WHERE false"
            : String.join(" UNION ALL ", sides);
    // Records that are alike in everything are told apart by a number: none is taken for another.
    execute(
        "CREATE TEMP TABLE refused AS SELECT *, sha256(concat_ws('|', stage, origin_stream,"
            + " origin_shard, origin_sequence, payload_hash, row_number() OVER (PARTITION BY stage,"
            + " origin_stream, origin_shard, origin_sequence, payload_hash))) AS key, greatest("
            + "redrive_count, (SELECT coalesce(max(l.redrive_count), 0) FROM redriven l WHERE"
            + " l.payload_hash = s.payload_hash)) AS sent FROM ("
            + rows
            + ") s");
    execute(
        "CREATE TEMP TABLE chosen AS SELECT *, row_number() OVER (ORDER BY arrival_time,"
            + " origin_stream, origin_shard, try_cast(origin_sequence AS HUGEINT), key) AS place"
            + " FROM refused r WHERE NOT EXISTS (SELECT 1 FROM redriven l WHERE l.key = r.key"
            + (uncertain ? " AND l.state = 'sent'" : "")
            + ") AND "
            + filter.condition()
            + " ORDER BY place"
            + filter.limit());
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("refused", number("SELECT count(*) FROM refused"));
    counts.put(
        "sent before",
        number(
            "SELECT count(*) FROM refused r JOIN redriven l ON l.key = r.key"
                + " WHERE l.state = 'sent'"));
    counts.put(
        "not certain",
        number(
            "SELECT count(*) FROM refused r JOIN redriven l ON l.key = r.key"
                + " WHERE l.state = 'sending'"));
    counts.put("chosen", number("SELECT count(*) FROM chosen"));
    return counts;
  }

  private void side(RedriveFilter filter, RedriveFilter.Kind kind, List<String> sides)
      throws SQLException {
    String files = Sql.text(run.resolve(kind.folder).toAbsolutePath() + "/**/*.parquet");
    if (filter.reads(kind) && number("SELECT count(*) FROM glob(" + files + ")") > 0) {
      sides.add(String.format(SIDES, Sql.text(kind.folder), files));
    }
  }

  /** The chosen records by kind and reason. */
  Map<String, Long> reasons() throws SQLException {
    Map<String, Long> reasons = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT kind || ' ' || lower(reason), count(*) FROM chosen GROUP BY 1"
                    + " ORDER BY 1")) {
      while (rows.next()) {
        reasons.put(rows.getString(1), rows.getLong(2));
      }
    }
    return reasons;
  }

  /** The chosen records from a place on, at most {@code most} of them; places count from 1. */
  List<RefusedRecord> records(long from, int most) throws SQLException {
    List<RefusedRecord> records = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT key, payload, origin_shard || '/' || origin_sequence, sent + 1 FROM chosen"
                + " WHERE place >= ? ORDER BY place LIMIT ?")) {
      query.setLong(1, from);
      query.setInt(2, most);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          java.sql.Blob payload = rows.getBlob(2);
          records.add(
              new RefusedRecord(
                  rows.getString(1),
                  payload.getBytes(1, (int) payload.length()),
                  rows.getString(3),
                  rows.getInt(4)));
        }
      }
    }
    return records;
  }

  /** Enters records before they are sent. */
  void sending(List<RefusedRecord> records, String target) throws SQLException {
    enter(records, "sending", target);
  }

  /** Says of records that were entered that the target has them. */
  void sent(Collection<String> keys) throws SQLException {
    each("UPDATE redriven SET state = 'sent' WHERE key = ?", keys);
  }

  /** Takes records out that the target refused: it has none of them. */
  void refused(Collection<String> keys) throws SQLException {
    each("DELETE FROM redriven WHERE key = ?", keys);
  }

  /** Enters records of files that are written, and then gives the files their names. */
  void written(List<RefusedRecord> records, Map<Path, Path> files)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO files VALUES (?, ?)")) {
      enter(records, "sent", files.values().iterator().next().getParent().getParent().toString());
      for (Map.Entry<Path, Path> file : files.entrySet()) {
        insert.setString(1, file.getKey().toString());
        insert.setString(2, file.getValue().toString());
        insert.executeUpdate();
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
    nameFiles();
  }

  private void nameFiles() throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT unfinished, file FROM files")) {
      while (rows.next()) {
        Path unfinished = Path.of(rows.getString(1));
        if (Files.exists(unfinished)) {
          Files.move(unfinished, Path.of(rows.getString(2)));
        }
      }
    }
    execute("DELETE FROM files");
  }

  private void enter(List<RefusedRecord> records, String state, String target) throws SQLException {
    execute("CREATE OR REPLACE TEMP TABLE entered (key VARCHAR, redrive_count INTEGER)");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO entered VALUES (?, ?)")) {
      for (RefusedRecord record : records) {
        insert.setString(1, record.key);
        insert.setInt(2, record.redriveCount);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO redriven SELECT e.key, ?, c.kind, c.reason, c.origin_stream,"
                + " c.origin_shard, c.origin_sequence, c.payload_hash, e.redrive_count, ?, now()"
                + " FROM entered e JOIN chosen c ON c.key = e.key")) {
      insert.setString(1, state);
      insert.setString(2, target);
      insert.executeUpdate();
    }
  }

  private void each(String sql, Collection<String> keys) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (String key : keys) {
        statement.setString(1, key);
        statement.addBatch();
      }
      statement.executeBatch();
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private long number(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
