package io.millrace.job.warehouse;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a table of the warehouse to what the pipeline writes: creates it, adds columns that are
 * new. What could lose or change rows that are there is refused, with the statement that decides.
 */
final class TableSchema {
  private static final String COLUMNS =
      "SELECT column_name, data_type, numeric_precision, numeric_scale"
          + " FROM information_schema.columns"
          + " WHERE table_schema = current_schema() AND lower(table_name) = ?"
          + " ORDER BY ordinal_position";

  private TableSchema() {}

  /**
   * Creates or extends the table, and the view over it, outside of any transaction.
   *
   * @throws WarehouseException when the table has a column that the pipeline does not write, or one
   *     of another type
   */
  static void ensure(Connection connection, TableDialect dialect, TableSpec table)
      throws SQLException {
    execute(connection, dialect.createTable(table));
    Map<String, String> unknown = columns(connection, table.name());
    for (TableSpec.Field field : table.fields()) {
      String expected = dialect.catalogType(field);
      String actual = unknown.remove(field.name().toLowerCase(Locale.ROOT));
      if (actual == null) {
        execute(connection, dialect.addColumn(table.name(), field));
      } else if (!actual.equalsIgnoreCase(expected)) {
        throw refused(table, field.name(), "of type " + expected, "of type " + actual);
      }
    }
    if (!unknown.isEmpty()) {
      String column = unknown.keySet().iterator().next();
      throw refused(table, column, "to be written by the pipeline", "one that it does not write");
    }
    Optional<String> view = dialect.createView(table);
    if (view.isPresent()) {
      execute(connection, view.get());
    }
  }

  private static WarehouseException refused(
      TableSpec table, String column, String expected, String got) {
    String alter = "ALTER TABLE " + Sql.name(table.name());
    return new WarehouseException(
        String.format(
            "warehouse table %s: expected column %s %s, got %s; run %s RENAME TO %s to keep the"
                + " old rows apart, or %s DROP COLUMN %s to forget the old values",
            table.name(),
            column,
            expected,
            got,
            alter,
            Sql.name(table.name() + "_before"),
            alter,
            Sql.name(column)));
  }

  /** Types by lower-case name: both warehouses ignore the case of names. */
  static Map<String, String> columns(Connection connection, String table) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, table.toLowerCase(Locale.ROOT));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          String type = rows.getString(2);
          if (type.equalsIgnoreCase("numeric")) {
            type += "(" + rows.getInt(3) + "," + rows.getInt(4) + ")";
          }
          types.put(rows.getString(1).toLowerCase(Locale.ROOT), type);
        }
      }
    }
    return types;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
