package io.millrace.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.cli.UserException;
import io.millrace.cli.measure.CommittedFiles;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.cli.replay.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run wrote, as tables of a DuckDB: {@code quality} (each window's last revision), {@code
 * aside} (dead letters and quarantined events, without their bytes), {@code variants}, {@code lake}
 * (every column, and {@code filename}), {@code files} and {@code loads}. A table of which the run
 * wrote nothing is missing.
 */
final class RunData implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path out;
  private final Connection duckDb;

  private RunData(Path out, Connection duckDb) {
    this.out = out;
    this.duckDb = duckDb;
  }

  /**
   * Opens the folder of a run.
   *
   * @throws UserException when it is none
   */
  static RunData open(Path out) throws IOException, SQLException {
    if (!Files.exists(out.resolve(RunFolder.RECORD))) {
      throw new UserException(
          out
              + " holds no run: there is no "
              + RunFolder.RECORD
              + "; name the folder that millrace replay wrote to");
    }
    RunData data = new RunData(out, DriverManager.getConnection("jdbc:duckdb:"));
    data.view(
        "quality",
        "quality",
        "SELECT * EXCLUDE (latest) FROM (SELECT *, row_number() OVER (PARTITION BY window_start,"
            + " window_end, group_key, rule, metric ORDER BY revision DESC) AS latest FROM %s)"
            + " WHERE latest = 1");
    data.view("dead_letters", "dead-letter", "SELECT * EXCLUDE (payload) FROM %s");
    data.view("quarantined", "quarantine", "SELECT * EXCLUDE (payload) FROM %s");
    data.view("variants", "variants", "SELECT * FROM %s");
    if (data.view("lake", "lake", "SELECT * FROM %s")) {
      CommittedFiles.tables(data.duckDb, out);
    }
    return data;
  }

  /** Files of one stage as a view; none when the stage wrote nothing. */
  private boolean view(String name, String folder, String select) throws SQLException, IOException {
    if (!LakeFolder.isAt(out.resolve(folder))) {
      return false;
    }
    String files = out.resolve(folder).toAbsolutePath().normalize() + "/**/*.parquet";
    try (Statement statement = duckDb.createStatement()) {
      statement.execute(
          "CREATE VIEW "
              + name
              + " AS "
              + String.format(
                  select,
                  "read_parquet('"
                      + files.replace("'", "''")
                      + "', union_by_name = true, hive_partitioning = false, filename = true)"));
    }
    return true;
  }

  /** Whether the run wrote something of a kind. */
  boolean has(String table) throws SQLException {
    return !query("SELECT 1 FROM duckdb_views() WHERE view_name = '" + table + "'").isEmpty();
  }

  /** All rows of a query. */
  List<Object[]> query(String sql) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    try (Statement statement = duckDb.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        Object[] row = new Object[columns];
        for (int i = 0; i < columns; i++) {
          row[i] = result.getObject(i + 1);
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** A number of a row; NaN for null. */
  static double number(Object cell) {
    return cell == null ? Double.NaN : ((Number) cell).doubleValue();
  }

  /** A column of rows as numbers. */
  static double[] column(List<Object[]> rows, int index) {
    return rows.stream().mapToDouble(row -> number(row[index])).toArray();
  }

  /** {@code run.json}. */
  JsonNode record() throws IOException {
    return JSON.readTree(out.resolve(RunFolder.RECORD).toFile());
  }

  /** {@code summary.json}; missing while the run has not ended. */
  JsonNode summary() throws IOException {
    Path file = out.resolve(RunFolder.SUMMARY);
    return Files.exists(file) ? JSON.readTree(file.toFile()) : MissingNode.getInstance();
  }

  /** The run's folder. */
  Path out() {
    return out;
  }

  /** The JSON of a line. */
  static JsonNode json(String line) throws IOException {
    return JSON.readTree(line);
  }

  @Override
  public void close() throws SQLException {
    duckDb.close();
  }
}
