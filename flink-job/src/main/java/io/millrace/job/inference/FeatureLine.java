package io.millrace.job.inference;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The contract between features and model: which values, in which order, written how. Training
 * reads the same numbers through {@link #values} that scoring sends through {@link #write}.
 *
 * <ul>
 *   <li>One line an event; inputs in the order of the pipeline, separated by commas.
 *   <li>A missing value is an empty field. The only input of a model writes {@code nan} instead,
 *       for an empty line would be lost.
 *   <li>A BOOLEAN is 0 or 1. A number is a decimal that reads back as the same double. XGBoost's
 *       container reads doubles and narrows them to the 32-bit floats that trees compare, so a
 *       number is rounded once, wherever it comes from.
 *   <li>A number that no float can hold (infinite, NaN, beyond 3.4e38) is missing: the container
 *       would refuse the whole batch for it.
 * </ul>
 *
 * <p>Not thread-safe: an instance belongs to the task's thread.
 */
public final class FeatureLine {
  private static final long EXACT = 1L << 53;
  private static final byte[] NAN = {'n', 'a', 'n'};

  private final int[] columns;
  private final ColumnType[] types;
  private byte[] buffer = new byte[256];
  private int length;

  private FeatureLine(int[] columns, ColumnType[] types) {
    this.columns = columns;
    this.types = types;
  }

  /**
   * @param inputs columns in the order that the model expects
   * @throws IllegalArgumentException when there is none, or one is neither numeric nor BOOLEAN
   */
  public static FeatureLine of(Layout layout, List<Integer> inputs) {
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a model needs at least one input");
    }
    int[] columns = new int[inputs.size()];
    ColumnType[] types = new ColumnType[columns.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = inputs.get(i);
      types[i] = layout.column(columns[i]).type();
      if (!accepts(types[i])) {
        throw new IllegalArgumentException(
            "model input " + layout.column(columns[i]) + " is neither numeric nor BOOLEAN");
      }
    }
    return new FeatureLine(columns, types);
  }

  /** True for the types that a model takes. */
  public static boolean accepts(ColumnType type) {
    return type.isNumeric() || type == ColumnType.BOOLEAN;
  }

  /**
   * First 16 hex digits of the SHA-256 over the inputs' names and types in order: two models with
   * the same hash take the same lines.
   */
  public static String contractHash(Layout layout, List<Integer> inputs) {
    StringBuilder contract = new StringBuilder();
    for (int input : inputs) {
      contract.append(layout.column(input).name()).append(' ');
      contract.append(layout.column(input).type()).append('\n');
    }
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(contract.toString().getBytes(StandardCharsets.UTF_8));
      StringBuilder hex = new StringBuilder(16);
      for (int i = 0; i < 8; i++) {
        hex.append(Character.forDigit(digest[i] >> 4 & 15, 16));
        hex.append(Character.forDigit(digest[i] & 15, 16));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Number of inputs. */
  public int size() {
    return columns.length;
  }

  /** The values as the model sees them, NaN where missing, into {@code target} from an offset. */
  public void values(Event event, float[] target, int offset) {
    for (int i = 0; i < columns.length; i++) {
      target[offset + i] = (float) value(event, i);
    }
  }

  /** Writes the event's line into {@link #buffer}, replacing the one before; returns its length. */
  public int write(Event event) {
    length = 0;
    for (int i = 0; i < columns.length; i++) {
      if (i > 0) {
        put((byte) ',');
      }
      double value = value(event, i);
      if (!Double.isNaN(value)) {
        putNumber(value);
      } else if (columns.length == 1) {
        put(NAN, NAN.length);
      }
    }
    return length;
  }

  /** Holds the line that was written last, from its start; valid until the next. */
  public byte[] buffer() {
    return buffer;
  }

  private double value(Event event, int input) {
    int column = columns[input];
    if (event.isNull(column)) {
      return Double.NaN;
    }
    double value;
    switch (types[input]) {
      case DOUBLE:
        value = event.getDouble(column);
        break;
      case DECIMAL:
        value = event.getDecimal(column).doubleValue();
        break;
      default:
        value = event.getLong(column);
    }
    return Float.isInfinite((float) value) ? Double.NaN : value;
  }

  private void putNumber(double value) {
    long whole = (long) value;
    if (whole == value && whole > -EXACT && whole < EXACT) {
      putLong(whole);
      return;
    }
    // Amounts of money: a quotient of exact integers is rounded as its decimal is when read, so
    // equality here means that the decimal reads back as the value.
    long cents = Math.round(value * 100);
    if (cents / 100.0 == value && cents > -EXACT && cents < EXACT) {
      putCents(cents);
      return;
    }
    String text = Double.toString(value);
    for (int i = 0; i < text.length(); i++) {
      put((byte) text.charAt(i));
    }
  }

  private void putCents(long cents) {
    long absolute = Math.abs(cents);
    if (cents < 0) {
      put((byte) '-');
    }
    putLong(absolute / 100);
    int fraction = (int) (absolute % 100);
    put((byte) '.');
    put((byte) ('0' + fraction / 10));
    if (fraction % 10 != 0) {
      put((byte) ('0' + fraction % 10));
    }
  }

  private void putLong(long value) {
    if (value < 0) {
      put((byte) '-');
    }
    long rest = Math.abs(value);
    int digits = 1;
    for (long bound = 10; rest >= bound; bound *= 10) {
      digits++;
    }
    ensure(digits);
    length += digits;
    for (int at = length - 1; digits > 0; digits--, at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private void put(byte b) {
    ensure(1);
    buffer[length++] = b;
  }

  private void put(byte[] bytes, int count) {
    ensure(count);
    System.arraycopy(bytes, 0, buffer, length, count);
    length += count;
  }

  private void ensure(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
