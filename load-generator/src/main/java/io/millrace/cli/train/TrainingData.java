package io.millrace.cli.train;

import java.util.Arrays;

/**
 * Rows to learn from in the order of event time: model inputs as 32-bit floats, NaN where missing,
 * and a label of 0 or 1.
 */
final class TrainingData {
  private final int inputs;
  private float[] values = new float[1 << 12];
  private float[] labels = new float[1 << 8];
  private int rows;
  private int positives;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  TrainingData(int inputs) {
    this.inputs = inputs;
  }

  /** Appends a row whose inputs are written by {@code writer} at the offset that it is given. */
  void add(RowWriter writer, boolean label, long timeMicros) {
    int offset = rows * inputs;
    if (offset + inputs > values.length) {
      values = Arrays.copyOf(values, Math.max(offset + inputs, values.length * 2));
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, rows * 2);
    }
    writer.write(values, offset);
    labels[rows++] = label ? 1 : 0;
    positives += label ? 1 : 0;
    firstMicros = Math.min(firstMicros, timeMicros);
    lastMicros = Math.max(lastMicros, timeMicros);
  }

  /** Writes one row's inputs into an array from an offset. */
  interface RowWriter {
    void write(float[] target, int offset);
  }

  int inputs() {
    return inputs;
  }

  int rows() {
    return rows;
  }

  int positives() {
    return positives;
  }

  /** Event time of the earliest row, microseconds since the epoch. */
  long firstMicros() {
    return firstMicros;
  }

  /** Event time of the latest row, microseconds since the epoch. */
  long lastMicros() {
    return lastMicros;
  }

  /** Inputs of the rows from (inclusive) to (exclusive), row after row. */
  float[] values(int from, int to) {
    return Arrays.copyOfRange(values, from * inputs, to * inputs);
  }

  /** Labels of the rows from (inclusive) to (exclusive). */
  float[] labels(int from, int to) {
    return Arrays.copyOfRange(labels, from, to);
  }

  /** One input of every row. */
  float[] column(int input) {
    float[] column = new float[rows];
    for (int i = 0; i < rows; i++) {
      column[i] = values[i * inputs + input];
    }
    return column;
  }
}
