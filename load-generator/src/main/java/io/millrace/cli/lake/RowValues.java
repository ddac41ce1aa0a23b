package io.millrace.cli.lake;

import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.warehouse.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Values of the lake, as DuckDB hands them out, in the slots of an event. */
public final class RowValues {
  private RowValues() {}

  /** What to select of a column: primitive ones as the numbers in which an event holds them. */
  public static String select(Column column) {
    String name = Sql.name(column.name());
    switch (column.type()) {
      case TIMESTAMP:
        return micros(column);
      case DATE:
        return "date_diff('day', DATE '1970-01-01', " + name + ")";
      case BOOLEAN:
        return "CAST(" + name + " AS INTEGER)";
      default:
        return name;
    }
  }

  /** A time in microseconds since the epoch. */
  static String micros(Column time) {
    return "epoch_us(" + Sql.name(time.name()) + ")";
  }

  /**
   * Sets a column of an event.
   *
   * @param index of what was selected of it, from 1
   */
  public static void set(Event event, int position, Column column, ResultSet rows, int index)
      throws SQLException {
    switch (column.type()) {
      case DOUBLE:
        event.setDouble(position, rows.getDouble(index));
        break;
      case STRING:
        event.setObject(position, rows.getString(index));
        break;
      case BYTES:
        event.setObject(position, rows.getBytes(index));
        break;
      case DECIMAL:
        event.setObject(position, rows.getBigDecimal(index));
        break;
      default:
        event.setLong(position, rows.getLong(index));
    }
    if (rows.wasNull()) {
      event.setNull(position);
    }
  }
}
