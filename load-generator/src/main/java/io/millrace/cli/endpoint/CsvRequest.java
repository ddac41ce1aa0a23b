package io.millrace.cli.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a request: lines of as many comma-separated numbers as the model has inputs. */
final class CsvRequest {
  private final float[] values;
  private final int rows;

  private CsvRequest(float[] values, int rows) {
    this.values = values;
    this.rows = rows;
  }

  /**
   * Reads a body as the container does: doubles, narrowed to floats; an empty field or {@code nan}
   * is missing. Stricter than the container in one point: it lets XGBoost fill up short lines with
   * missing values, which would hide a model that expects other inputs.
   *
   * @throws IllegalArgumentException when it is anything else; the message says where, not what
   */
  static CsvRequest parse(byte[] body, int columns) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the body is empty");
    }
    float[] values = new float[columns * 16];
    int rows = 0;
    for (int start = 0; start <= text.length(); rows++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        end = text.length();
      }
      if ((rows + 1) * columns > values.length) {
        values = Arrays.copyOf(values, values.length * 2);
      }
      parseLine(text, start, end, rows, columns, values);
      start = end + 1;
    }
    return new CsvRequest(Arrays.copyOf(values, rows * columns), rows);
  }

  private static void parseLine(
      String text, int start, int end, int row, int columns, float[] values) {
    int field = start;
    for (int column = 0; column < columns; column++) {
      int comma = text.indexOf(',', field);
      boolean last = comma < 0 || comma >= end;
      if (last != (column == columns - 1)) {
        throw new IllegalArgumentException(
            "line " + (row + 1) + " has not the " + columns + " values that the model expects");
      }
      int stop = last ? end : comma;
      values[row * columns + column] = number(text.substring(field, stop).strip(), row, column);
      field = stop + 1;
    }
  }

  private static float number(String field, int row, int column) {
    if (field.isEmpty() || field.equals("nan")) {
      return Float.NaN;
    }
    try {
      float value = (float) Double.parseDouble(field);
      if (!Float.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(place(row, column) + " is no number", e);
    }
    throw new IllegalArgumentException(place(row, column) + " is beyond the range of a float");
  }

  private static String place(int row, int column) {
    return "line " + (row + 1) + ", field " + (column + 1);
  }

  /** The values row after row, NaN where missing. */
  float[] values() {
    return values;
  }

  int rows() {
    return rows;
  }
}
