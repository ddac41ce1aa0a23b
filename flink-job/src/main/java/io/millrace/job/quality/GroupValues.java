package io.millrace.job.quality;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.udf.scalar.Hash;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/**
 * Values of the group-by columns of an event, as a key of a hash map. One instance is refilled for
 * each event to look its group up; only a new group takes a copy and builds its text.
 */
final class GroupValues {
  /** Longer texts are shortened, to about this many characters of their beginning. */
  private static final int LONGEST = 256;

  private static final int SHOWN = 100;

  private final Layout layout;
  private final int[] columns;
  private final long[] numbers;
  private final Object[] objects;
  private int hash;

  GroupValues(Layout layout, List<Integer> columns) {
    this(layout, columns.stream().mapToInt(Integer::intValue).toArray());
  }

  private GroupValues(Layout layout, int[] columns) {
    this.layout = layout;
    this.columns = columns;
    this.numbers = new long[columns.length];
    this.objects = new Object[columns.length];
  }

  /** Takes the values of this event. */
  void fill(Event event) {
    int result = 1;
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      numbers[i] = 0;
      objects[i] = null;
      if (event.isNull(column)) {
        objects[i] = Missing.VALUE;
      } else if (layout.column(column).type().isPrimitive()) {
        numbers[i] = event.getLong(column);
      } else if (layout.column(column).type() == ColumnType.BYTES) {
        objects[i] = ByteBuffer.wrap(event.getBytes(column));
      } else {
        objects[i] = event.getObject(column);
      }
      result = 31 * result + Long.hashCode(numbers[i]);
      result = 31 * result + (objects[i] == null ? 0 : objects[i].hashCode());
    }
    hash = result;
  }

  GroupValues copy() {
    GroupValues copy = new GroupValues(layout, columns);
    System.arraycopy(numbers, 0, copy.numbers, 0, numbers.length);
    System.arraycopy(objects, 0, copy.objects, 0, objects.length);
    copy.hash = hash;
    return copy;
  }

  /** {@code field=value, field=value}; a missing value reads {@code field is null}. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns.length; i++) {
      Column column = layout.column(columns[i]);
      text.append(i == 0 ? "" : ", ").append(column.name());
      if (objects[i] == Missing.VALUE) {
        text.append(" is null");
      } else {
        text.append('=').append(text(column.type(), numbers[i], objects[i]));
      }
    }
    return text.toString();
  }

  private static String text(ColumnType type, long number, Object object) {
    switch (type) {
      case BOOLEAN:
        return String.valueOf(number != 0);
      case DOUBLE:
        return String.valueOf(Double.longBitsToDouble(number));
      case TIMESTAMP:
        return Instant.EPOCH.plus(number, ChronoUnit.MICROS).toString();
      case DATE:
        return LocalDate.ofEpochDay(number).toString();
      case DECIMAL:
        return ((BigDecimal) object).toPlainString();
      case BYTES:
        StringBuilder hex = new StringBuilder();
        for (byte b : ((ByteBuffer) object).array()) {
          hex.append(String.format("%02x", b));
        }
        return hex.toString();
      case STRING:
        return shortened((String) object);
      default:
        return Long.toString(number);
    }
  }

  /** A long text by its beginning and its hash: results are no place for a document. */
  private static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SHOWN))
            + String.format("…#%016x", Hash.of(text));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupValues
        && hash == ((GroupValues) other).hash
        && Arrays.equals(numbers, ((GroupValues) other).numbers)
        && Arrays.equals(objects, ((GroupValues) other).objects);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  private enum Missing {
    VALUE
  }
}
