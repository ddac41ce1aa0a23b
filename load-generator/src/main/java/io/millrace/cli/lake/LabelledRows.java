package io.millrace.cli.lake;

import io.millrace.cli.UserException;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Rows with a known label, in the order of event time: model inputs as 32-bit floats, NaN where
 * missing; a label of 0 or 1; the event time; and, where it was asked for, the entity.
 */
public final class LabelledRows {
  private final int inputs;
  private float[] values = new float[1 << 12];
  private float[] labels = new float[1 << 8];
  private long[] micros = new long[1 << 8];
  private Comparable<?>[] entities = new Comparable<?>[1 << 8];
  private int rows;
  private int positives;

  public LabelledRows(int inputs) {
    this.inputs = inputs;
  }

  /**
   * Appends a row.
   *
   * @param input values of the model's inputs, copied
   * @param entity a Long or a String; null when the row has none
   * @throws UserException when there is no room for more rows
   */
  public void add(float[] input, boolean label, long timeMicros, Comparable<?> entity) {
    ensureRoom();
    System.arraycopy(input, 0, values, rows * inputs, inputs);
    labels[rows] = label ? 1 : 0;
    micros[rows] = timeMicros;
    entities[rows] = entity;
    rows++;
    positives += label ? 1 : 0;
  }

  private void ensureRoom() {
    if ((rows + 1L) * inputs > values.length) {
      values = Arrays.copyOf(values, grown(values.length, (rows + 1L) * inputs));
    }
    if (rows == labels.length) {
      int length = grown(rows, rows + 1L);
      labels = Arrays.copyOf(labels, length);
      micros = Arrays.copyOf(micros, length);
      entities = Arrays.copyOf(entities, length);
    }
  }

  private static int grown(int length, long least) {
    int most = Integer.MAX_VALUE - 8;
    if (least > most) {
      throw new UserException("more than " + most + " values at once: choose a shorter period");
    }
    return (int) Math.min(most, Math.max(2L * length, least));
  }

  /** The rows of these numbers, in the same order. */
  public LabelledRows where(IntPredicate row) {
    LabelledRows chosen = new LabelledRows(inputs);
    for (int i = 0; i < rows; i++) {
      if (row.test(i)) {
        chosen.add(values(i, i + 1), isPositive(i), micros[i], entities[i]);
      }
    }
    return chosen;
  }

  /** Number of inputs of a row. */
  public int inputs() {
    return inputs;
  }

  public int rows() {
    return rows;
  }

  /** Number of rows with the label 1. */
  public int positives() {
    return positives;
  }

  public boolean isPositive(int row) {
    return labels[row] > 0;
  }

  /** Event time of a row, microseconds since the epoch. */
  public long micros(int row) {
    return micros[row];
  }

  /** Entity of a row, a Long or a String; null when it has none. */
  public Comparable<?> entity(int row) {
    return entities[row];
  }

  /** Inputs of the rows from (inclusive) to (exclusive), row after row. */
  public float[] values(int from, int to) {
    return Arrays.copyOfRange(values, from * inputs, to * inputs);
  }

  /** Labels of the rows from (inclusive) to (exclusive). */
  public float[] labels(int from, int to) {
    return Arrays.copyOfRange(labels, from, to);
  }

  /** One input of every row. */
  public float[] column(int input) {
    float[] column = new float[rows];
    for (int i = 0; i < rows; i++) {
      column[i] = values[i * inputs + input];
    }
    return column;
  }
}
