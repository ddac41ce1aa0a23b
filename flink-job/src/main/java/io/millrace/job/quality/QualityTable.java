package io.millrace.job.quality;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The warehouse table of quality results, in SQL that DuckDB, PostgreSQL and Redshift share.
 * Timestamps are without zone, in UTC.
 */
public final class QualityTable {
  /** Table that results are appended to, each revision a row; a restart can repeat rows. */
  public static final String NAME = "quality_results";

  /** View of the answer to each rule of each window: the highest revision, once. */
  public static final String LATEST = "quality_results_latest";

  // Redshift takes a varchar without a length for one of 256 bytes, and refuses longer values.
  static final String CREATE_TABLE =
      "CREATE TABLE IF NOT EXISTS "
          + NAME
          + " (pipeline varchar(1024) NOT NULL, window_start timestamp NOT NULL,"
          + " window_end timestamp NOT NULL, group_key varchar(65535) NOT NULL,"
          + " rule varchar(65535) NOT NULL, metric varchar(1024) NOT NULL,"
          + " value double precision, passed boolean NOT NULL, revision integer NOT NULL,"
          + " ruleset_hash varchar(16) NOT NULL)";

  /** Columns that came later, which a table that is there already is given. */
  private static final Map<String, String> ADDED_COLUMNS = new LinkedHashMap<>();

  static {
    ADDED_COLUMNS.put("approximate", "boolean");
    ADDED_COLUMNS.put("error_bound", "double precision");
    ADDED_COLUMNS.put("action", "varchar(16)");
    ADDED_COLUMNS.put("looked_at", "varchar(1024)");
  }

  private static final String COLUMNS =
      "pipeline, window_start, window_end, group_key, rule, metric, value, passed, revision,"
          + " ruleset_hash, approximate, error_bound, action, looked_at";

  static final String CREATE_VIEW =
      "CREATE OR REPLACE VIEW "
          + LATEST
          + " AS SELECT "
          + COLUMNS
          + " FROM (SELECT *, row_number() OVER (PARTITION BY pipeline, window_start, window_end,"
          + " group_key, rule, metric ORDER BY revision DESC, value DESC) AS position FROM "
          + NAME
          + ") ranked WHERE position = 1";

  static final String INSERT =
      "INSERT INTO "
          + NAME
          + " ("
          + COLUMNS
          + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private QualityTable() {}

  /** Creates the table unless it is there, adds the columns that it lacks, and the view over it. */
  public static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE_TABLE);
      Set<String> present = columns(statement);
      // Not every warehouse adds a column only where it lacks.
      for (Map.Entry<String, String> column : ADDED_COLUMNS.entrySet()) {
        if (!present.contains(column.getKey())) {
          statement.execute(
              "ALTER TABLE " + NAME + " ADD COLUMN " + column.getKey() + ' ' + column.getValue());
        }
      }
      statement.execute(CREATE_VIEW);
    }
  }

  /** The statements that make, where there is nothing yet, what {@link #create} makes. */
  public static List<String> statements() {
    StringBuilder table = new StringBuilder(CREATE_TABLE.substring(0, CREATE_TABLE.length() - 1));
    ADDED_COLUMNS.forEach((name, type) -> table.append(", ").append(name).append(' ').append(type));
    return List.of(table.append(')').toString(), CREATE_VIEW);
  }

  private static Set<String> columns(Statement statement) throws SQLException {
    Set<String> names = new HashSet<>();
    try (ResultSet none = statement.executeQuery("SELECT * FROM " + NAME + " WHERE 1 = 0")) {
      ResultSetMetaData columns = none.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnName(i).toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
