package io.millrace.job.warehouse;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows as PostgreSQL's COPY takes them in its binary format. Timestamps come as microseconds and
 * dates as days since 1970.
 *
 * @see <a href="https://www.postgresql.org/docs/16/sql-copy.html#id-1.9.3.55.9.4">Binary format</a>
 */
final class BinaryRows {
  private static final int CHUNK = 1 << 16;
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final long DAYS_TO_2000 = 10_957;
  private static final long MICROS_TO_2000 = DAYS_TO_2000 * 86_400_000_000L;

  /** How a value is written. */
  enum Kind {
    BOOLEAN,
    INT,
    LONG,
    DOUBLE,
    TIMESTAMP,
    DATE,
    TEXT,
    BYTES,
    DECIMAL;

    /** The kind of a DuckDB type, as DESCRIBE names it. */
    static Kind of(String type) {
      switch (type.replaceFirst("\\(.*", "")) {
        case "BOOLEAN":
          return BOOLEAN;
        case "INTEGER":
          return INT;
        case "BIGINT":
          return LONG;
        case "DOUBLE":
          return DOUBLE;
        case "TIMESTAMP":
        case "TIMESTAMP WITH TIME ZONE":
          return TIMESTAMP;
        case "DATE":
          return DATE;
        case "VARCHAR":
          return TEXT;
        case "BLOB":
          return BYTES;
        case "DECIMAL":
          return DECIMAL;
        default:
          throw new IllegalArgumentException("no column of a table is " + type);
      }
    }

    /** The expression of a column that is read as this kind. */
    String selected(String column) {
      switch (this) {
        case TIMESTAMP:
          return "epoch_us(" + column + ")";
        case DATE:
          return "date_diff('day', DATE '1970-01-01', " + column + ")";
        default:
          return column;
      }
    }
  }

  private final Kind[] kinds;
  private ByteBuffer out = ByteBuffer.allocate(2 * CHUNK);

  BinaryRows(List<Kind> kinds) {
    this.kinds = kinds.toArray(new Kind[0]);
  }

  /** What stands before the rows of all files. */
  static byte[] head() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(SIGNATURE);
    out.writeInt(0);
    out.writeInt(0);
    return bytes.toByteArray();
  }

  /** What stands behind them. */
  static byte[] foot() {
    return new byte[] {-1, -1};
  }

  /** Takes the bytes of some rows. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] rows) throws IOException, InterruptedException;
  }

  /** Writes all rows of a query whose columns are {@link Kind#selected}. */
  void write(ResultSet rows, Sink sink) throws SQLException, IOException, InterruptedException {
    while (rows.next()) {
      room(2);
      out.putShort((short) kinds.length);
      for (int i = 0; i < kinds.length; i++) {
        value(rows, i + 1, kinds[i]);
      }
      if (out.position() >= CHUNK) {
        sink.take(taken());
      }
    }
    sink.take(taken());
  }

  private byte[] taken() {
    byte[] chunk = new byte[out.position()];
    out.flip();
    out.get(chunk);
    out.clear();
    return chunk;
  }

  private void value(ResultSet rows, int column, Kind kind) throws SQLException {
    room(12);
    switch (kind) {
      case BOOLEAN -> {
        boolean value = rows.getBoolean(column);
        if (there(rows, 1)) {
          out.put((byte) (value ? 1 : 0));
        }
      }
      case INT -> {
        int value = rows.getInt(column);
        if (there(rows, 4)) {
          out.putInt(value);
        }
      }
      case DATE -> {
        long value = rows.getLong(column);
        if (there(rows, 4)) {
          out.putInt((int) (value - DAYS_TO_2000));
        }
      }
      case LONG -> {
        long value = rows.getLong(column);
        if (there(rows, 8)) {
          out.putLong(value);
        }
      }
      case TIMESTAMP -> {
        long value = rows.getLong(column);
        if (there(rows, 8)) {
          out.putLong(value - MICROS_TO_2000);
        }
      }
      case DOUBLE -> {
        double value = rows.getDouble(column);
        if (there(rows, 8)) {
          out.putDouble(value);
        }
      }
      case TEXT -> {
        String text = rows.getString(column);
        bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
      }
      case BYTES -> {
        Blob blob = rows.getBlob(column);
        bytes(blob == null ? null : blob.getBytes(1, (int) blob.length()));
      }
      case DECIMAL -> {
        BigDecimal value = rows.getBigDecimal(column);
        bytes(value == null ? null : numeric(value));
      }
    }
  }

  /** Writes the length of the value that was read last; false, and that of none, if it is null. */
  private boolean there(ResultSet rows, int length) throws SQLException {
    boolean there = !rows.wasNull();
    out.putInt(there ? length : -1);
    return there;
  }

  private void bytes(byte[] value) {
    if (value == null) {
      out.putInt(-1);
      return;
    }
    room(4 + value.length);
    out.putInt(value.length);
    out.put(value);
  }

  private void room(int bytes) {
    if (out.remaining() < bytes) {
      ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + bytes));
      out.flip();
      out = larger.put(out);
    }
  }

  /**
   * A number as groups of four decimal digits: how many, the power of 10,000 of the first, the
   * sign, the digits behind the point, and the groups.
   */
  private static byte[] numeric(BigDecimal value) {
    int groupsBehindPoint = (value.scale() + 3) / 4;
    BigInteger digits = value.setScale(4 * groupsBehindPoint).unscaledValue().abs();
    List<Short> groups = new ArrayList<>();
    while (digits.signum() > 0) {
      BigInteger[] parts = digits.divideAndRemainder(BigInteger.valueOf(10_000));
      groups.add(parts[1].shortValue());
      digits = parts[0];
    }
    Collections.reverse(groups);
    ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * groups.size());
    bytes.putShort((short) groups.size());
    bytes.putShort((short) (groups.size() - groupsBehindPoint - 1));
    bytes.putShort((short) (value.signum() < 0 ? 0x4000 : 0));
    bytes.putShort((short) value.scale());
    groups.forEach(bytes::putShort);
    return bytes.array();
  }
}
