package io.millrace.job.event;

/**
 * A compiled expression over an event's row. Exactly one of the typed methods fits the expression's
 * type; each answers for the event given and keeps nothing, so one instance serves one thread.
 *
 * <p>Call {@link #evaluate} first: it computes the value and says whether it is null. Then read the
 * value with the getter of the expression's type.
 */
public interface RowExpression {
  /** Computes the expression for this event; false when its value is null. */
  boolean evaluate(Event event);

  /** Value of an INT, LONG, TIMESTAMP, DATE or (0 or 1) BOOLEAN expression. */
  long longValue();

  /** Value of a DOUBLE, INT or LONG expression. */
  double doubleValue();

  /** Value of a STRING expression. */
  Object objectValue();

  /** Type of the value. */
  ColumnType type();

  /** Evaluates for an event, and sets a column of it to the value. */
  default void fill(Event event, int column) {
    if (!evaluate(event)) {
      event.setNull(column);
      return;
    }
    switch (type()) {
      case DOUBLE:
        event.setDouble(column, doubleValue());
        break;
      case STRING:
      case BYTES:
      case DECIMAL:
        event.setObject(column, objectValue());
        break;
      default:
        event.setLong(column, longValue());
    }
  }
}
