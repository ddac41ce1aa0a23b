package io.millrace.job.features;

import io.millrace.job.event.Column;
import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;

/** Writes values into columns by their type. */
final class Columns {
  private Columns() {}

  /** Evaluates an expression into a column of its type. */
  static void set(Event event, int position, Column column, RowExpression expression) {
    if (!expression.evaluate(event)) {
      event.setNull(position);
      return;
    }
    switch (column.type()) {
      case DOUBLE:
        event.setDouble(position, expression.doubleValue());
        break;
      case STRING:
      case BYTES:
      case DECIMAL:
        event.setObject(position, expression.objectValue());
        break;
      default:
        event.setLong(position, expression.longValue());
    }
  }
}
