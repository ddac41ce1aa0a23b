package io.millrace.job.quality;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.udf.quality.Frequencies;
import io.millrace.udf.scalar.Hash;
import io.millrace.udf.scalar.Identity;

/** Values of an event's columns as statistics take them: as numbers, lengths or hashes. */
final class EventValues {
  private final int[] columns;
  private final ColumnType[] types;

  EventValues(Layout layout, Iterable<Integer> positions) {
    int count = 0;
    for (int ignored : positions) {
      count++;
    }
    columns = new int[count];
    types = new ColumnType[count];
    int i = 0;
    for (int position : positions) {
      columns[i] = position;
      types[i++] = layout.column(position).type();
    }
  }

  /** Whether the first column has a value. */
  boolean isPresent(Event event) {
    return !event.isNull(columns[0]);
  }

  /** Whether any column has a value. */
  boolean isAnyPresent(Event event) {
    for (int column : columns) {
      if (!event.isNull(column)) {
        return true;
      }
    }
    return false;
  }

  /** Whether all columns have a value. */
  boolean areAllPresent(Event event) {
    for (int column : columns) {
      if (event.isNull(column)) {
        return false;
      }
    }
    return true;
  }

  /** The number in the i-th column, which has a value. */
  double number(Event event, int i) {
    switch (types[i]) {
      case DOUBLE:
        return event.getDouble(columns[i]);
      case DECIMAL:
        return event.getDecimal(columns[i]).doubleValue();
      default:
        return event.getLong(columns[i]);
    }
  }

  /** Length of the text in the first column, which has a value, in code points. */
  double length(Event event) {
    String text = event.getString(columns[0]);
    return text.codePointCount(0, text.length());
  }

  /** Hash of the values of all columns together; equal values have equal hashes. */
  long hash(Event event) {
    long hash = hash(event, 0);
    for (int i = 1; i < columns.length; i++) {
      hash = Frequencies.combine(hash, hash(event, i));
    }
    return hash;
  }

  private long hash(Event event, int i) {
    int column = columns[i];
    if (event.isNull(column)) {
      return 0;
    }
    switch (types[i]) {
      case STRING:
        return Hash.of(event.getString(column));
      case BYTES:
        return Hash.of(event.getBytes(column));
      case DECIMAL:
        return Hash.of(Double.doubleToLongBits(Identity.of(event.getDecimal(column))));
      case DOUBLE:
        // All NaN are one value, as are both zeros.
        return Hash.of(Double.doubleToLongBits(event.getDouble(column) + 0.0));
      default:
        return Hash.of(event.getLong(column));
    }
  }
}
