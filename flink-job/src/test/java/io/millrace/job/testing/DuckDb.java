package io.millrace.job.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads Parquet files with an engine that shares no code with what wrote them. */
public final class DuckDb {
  private DuckDb() {}

  /** All rows of a query, each a list of its values. */
  public static List<List<Object>> query(String sql) throws SQLException {
    return query("jdbc:duckdb:", sql);
  }

  /** The same of a database. */
  public static List<List<Object>> query(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<List<Object>> result = new ArrayList<>();
      while (rows.next()) {
        List<Object> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(rows.getObject(i));
        }
        result.add(row);
      }
      return result;
    }
  }

  /** A table expression over all Parquet files below a folder. */
  public static String parquet(Path folder) {
    return "read_parquet('%s/**/*.parquet', hive_partitioning = false)".formatted(folder);
  }
}
