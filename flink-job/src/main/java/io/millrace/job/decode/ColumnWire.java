package io.millrace.job.decode;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads some columns of an event: for every 64 of them a presence bit each (long), then
 * the values that are present, in order. A value is a long, or the length of its bytes (int) and
 * these: of a text in UTF-8, of a decimal its unscaled value.
 */
final class ColumnWire {
  private final Column[] columns;
  private final int[] positions;
  private final boolean[] primitive;

  private ColumnWire(Layout layout, List<Column> columns) {
    this.columns = columns.toArray(new Column[0]);
    this.positions = new int[this.columns.length];
    this.primitive = new boolean[this.columns.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = layout.position(this.columns[i].name());
      primitive[i] = this.columns[i].type().isPrimitive();
    }
  }

  /** The columns of a layout that pass, in its order. */
  static ColumnWire of(Layout layout, Predicate<Column> chosen) {
    List<Column> columns = new ArrayList<>();
    for (Column column : layout.columns()) {
      if (chosen.test(column)) {
        columns.add(column);
      }
    }
    return new ColumnWire(layout, columns);
  }

  List<Column> columns() {
    return List.of(columns);
  }

  void write(Event event, DataOutputView out) throws IOException {
    for (int from = 0; from < positions.length; from += Long.SIZE) {
      long present = 0;
      int to = Math.min(positions.length, from + Long.SIZE);
      for (int i = from; i < to; i++) {
        if (!event.isNull(positions[i])) {
          present |= 1L << (i - from);
        }
      }
      out.writeLong(present);
      for (int i = from; i < to; i++) {
        if ((present & 1L << (i - from)) != 0) {
          writeValue(event, i, out);
        }
      }
    }
  }

  private void writeValue(Event event, int i, DataOutputView out) throws IOException {
    if (primitive[i]) {
      out.writeLong(event.getLong(positions[i]));
    } else {
      byte[] bytes = bytes(event.getObject(positions[i]));
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  private static byte[] bytes(Object value) {
    if (value instanceof String) {
      return ((String) value).getBytes(StandardCharsets.UTF_8);
    }
    return value instanceof BigDecimal
        ? ((BigDecimal) value).unscaledValue().toByteArray()
        : (byte[]) value;
  }

  void read(Event event, DataInputView in) throws IOException {
    for (int from = 0; from < positions.length; from += Long.SIZE) {
      long present = in.readLong();
      int to = Math.min(positions.length, from + Long.SIZE);
      for (int i = from; i < to; i++) {
        if ((present & 1L << (i - from)) != 0) {
          readValue(event, i, in);
        }
      }
    }
  }

  private void readValue(Event event, int i, DataInputView in) throws IOException {
    if (primitive[i]) {
      event.setLong(positions[i], in.readLong());
    } else {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      event.setObject(positions[i], value(columns[i], bytes));
    }
  }

  private static Object value(Column column, byte[] bytes) {
    if (column.type() == ColumnType.STRING) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return column.type() == ColumnType.DECIMAL
        ? new BigDecimal(new BigInteger(bytes), column.scale())
        : bytes;
  }
}
