package io.millrace.cli.replay;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares two tables row by row, in DuckDB: the same keys, each once, and in every column the same
 * value, reals within 1e-9 of each other.
 */
final class Comparison {
  private static final double TOLERANCE = 1e-9;

  private final Connection connection;
  private final String left;
  private final String right;
  private final List<String> keys;

  /**
   * @param left what stands behind FROM, as {@code right}
   * @param keys columns that tell the rows apart
   */
  Comparison(Connection connection, String left, String right, List<String> keys) {
    this.connection = connection;
    this.left = left;
    this.right = right;
    this.keys = keys;
  }

  /** A table expression over all Parquet files below a folder. */
  static String parquet(Path folder) {
    return "read_parquet('" + folder + "/**/*.parquet', hive_partitioning = false)";
  }

  /** How many rows there are on the left. */
  long rows() throws SQLException {
    return count("SELECT count(*) FROM " + left);
  }

  /**
   * What differs, a line each; empty when nothing does.
   *
   * @param without columns that are left out
   */
  List<String> differences(Set<String> without) throws SQLException {
    List<String> differences = new ArrayList<>();
    Map<String, String> columns = columns(left);
    if (!columns.keySet().equals(columns(right).keySet())) {
      differences.add("columns " + columns.keySet() + " and " + columns(right).keySet());
      return differences;
    }
    for (String table : List.of(left, right)) {
      long repeated =
          count(
              "SELECT count(*) FROM (SELECT 1 FROM "
                  + table
                  + " GROUP BY "
                  + String.join(", ", keys)
                  + " HAVING count(*) > 1)");
      add(differences, repeated, "keys repeated in " + table);
    }
    List<String> on = new ArrayList<>();
    keys.forEach(
        key ->
            on.add(
                value("l", key, columns.get(key))
                    + " IS NOT DISTINCT FROM "
                    + value("r", key, columns.get(key))));
    columns.keySet().removeAll(without);
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("rows lost", "r.here IS NULL");
    questions.put("rows more", "l.here IS NULL");
    columns.forEach(
        (column, type) ->
            questions.put("values of " + column, "l.here AND r.here AND " + differ(column, type)));
    String sql =
        "SELECT count(*) FILTER (WHERE "
            + String.join("), count(*) FILTER (WHERE ", questions.values())
            + ") FROM (SELECT *, true AS here FROM "
            + left
            + ") AS l FULL JOIN (SELECT *, true AS here FROM "
            + right
            + ") AS r ON "
            + String.join(" AND ", on);
    try (Statement statement = connection.createStatement();
        ResultSet answers = statement.executeQuery(sql)) {
      answers.next();
      int position = 1;
      for (String question : questions.keySet()) {
        add(differences, answers.getLong(position++), question);
      }
    }
    return differences;
  }

  private static void add(List<String> differences, long count, String what) {
    if (count > 0) {
      differences.add(count + " " + what);
    }
  }

  private static String differ(String column, String type) {
    String l = value("l", column, type);
    String r = value("r", column, type);
    String distinct = l + " IS DISTINCT FROM " + r;
    if (!type.equals("DOUBLE")) {
      return distinct;
    }
    String close =
        "abs(%s - %s) <= %s * greatest(abs(%s), abs(%s))".formatted(l, r, TOLERANCE, l, r);
    return distinct + " AND NOT coalesce(" + close + ", false)";
  }

  /** A time as microseconds: the warehouse has it without a zone, and sessions have one. */
  private static String value(String side, String column, String type) {
    String quoted = side + ".\"" + column + '"';
    return type.startsWith("TIMESTAMP") ? "epoch_us(" + quoted + ')' : quoted;
  }

  private Map<String, String> columns(String from) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet column = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (column.next()) {
        types.put(column.getString(1), column.getString(2));
      }
    }
    return types;
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
