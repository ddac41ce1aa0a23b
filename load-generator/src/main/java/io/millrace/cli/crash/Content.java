package io.millrace.cli.crash;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What one output of a run holds: how many rows, of how many records, and a checksum over all
 * values, whatever the order of the rows.
 */
final class Content {
  /** When the record was read and scored, and how long scoring took: of the clock. */
  private static final Set<String> TIMING = Set.of("arrival_time", "inference_ms", "scored_at");

  /** What names a record. */
  private static final String RECORD = "(origin_stream, origin_shard, origin_sequence)";

  private final long rows;
  private final long records;
  private final String checksum;

  private Content(long rows, long records, String checksum) {
    this.rows = rows;
    this.records = records;
    this.checksum = checksum;
  }

  /** Of the Parquet files below a folder. */
  static Content ofFiles(Path folder) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      String files = folder.toString().replace("'", "''") + "/**/*.parquet";
      return of(statement, "read_parquet('" + files + "', hive_partitioning = false)");
    }
  }

  /** Of a table of a database that nobody has open. */
  static Content ofTable(Path database, String table) throws SQLException {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = duckDb.createStatement()) {
      return of(statement, '"' + table + '"');
    }
  }

  private static Content of(Statement statement, String relation) throws SQLException {
    statement.execute("SET TimeZone = 'UTC'");
    List<String> values = new ArrayList<>();
    try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
      while (columns.next()) {
        if (!TIMING.contains(columns.getString(1))) {
          values.add(value(columns.getString(1), columns.getString(2)));
        }
      }
    }
    // Columns by name: files and tables may have them in another order.
    values.sort(String::compareTo);
    String sql =
        "SELECT count(*), count(DISTINCT "
            + RECORD
            + "), coalesce(sum(hash("
            + String.join(", ", values)
            + ")), 0)::VARCHAR FROM "
            + relation;
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return new Content(row.getLong(1), row.getLong(2), row.getString(3));
    }
  }

  /** A time as microseconds: a warehouse has it without a zone. */
  private static String value(String column, String type) {
    String quoted = '"' + column + '"';
    return type.startsWith("TIMESTAMP") ? "epoch_us(" + quoted + ')' : quoted;
  }

  long rows() {
    return rows;
  }

  /** Rows that are not there, of those that should be. */
  long lost(Content expected) {
    return Math.max(0, expected.records - records);
  }

  /** Rows of a record that is there already. */
  long twice() {
    return rows - records;
  }

  /** The checksum, short enough to read. */
  String shortChecksum() {
    return String.format(Locale.ROOT, "%08x", checksum.hashCode());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Content
        && ((Content) other).rows == rows
        && ((Content) other).records == records
        && ((Content) other).checksum.equals(checksum);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, records, checksum);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%,d rows of %,d records, checksum %s", rows, records, shortChecksum());
  }
}
