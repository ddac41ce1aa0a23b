package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Numbers that were seen, to tell how far another is from the nearest of them. All are kept up to
 * {@value #CAPACITY} distinct ones; beyond, the number goes whose absence leaves the smallest hole,
 * so that rare numbers and the extremes stay and crowded places are thinned.
 */
final class KnownNumbers {
  static final int CAPACITY = 256;

  private final double[] sorted = new double[CAPACITY + 1];
  private int size;

  /**
   * Distance to the nearest known number; {@code Double.MAX_VALUE} when none is known or it is out
   * of range.
   */
  double distance(double number) {
    int at = Arrays.binarySearch(sorted, 0, size, number);
    if (at >= 0) {
      return 0;
    }
    int above = -at - 1;
    double distance = Double.MAX_VALUE;
    if (above < size) {
      distance = Math.min(distance, sorted[above] - number);
    }
    if (above > 0) {
      distance = Math.min(distance, number - sorted[above - 1]);
    }
    return distance;
  }

  void add(double number) {
    int at = Arrays.binarySearch(sorted, 0, size, number);
    if (at >= 0) {
      return;
    }
    int above = -at - 1;
    System.arraycopy(sorted, above, sorted, above + 1, size - above);
    sorted[above] = number;
    size++;
    if (size > CAPACITY) {
      remove(mostCrowded());
    }
  }

  private int mostCrowded() {
    int crowded = 1;
    double smallest = Double.POSITIVE_INFINITY;
    for (int i = 1; i < size - 1; i++) {
      double hole = sorted[i + 1] - sorted[i - 1];
      if (hole < smallest) {
        smallest = hole;
        crowded = i;
      }
    }
    return crowded;
  }

  private void remove(int at) {
    System.arraycopy(sorted, at + 1, sorted, at, size - at - 1);
    size--;
  }

  /** The least known number; only when there is one. */
  double least() {
    return sorted[0];
  }

  /** The greatest known number; only when there is one. */
  double greatest() {
    return sorted[size - 1];
  }

  int size() {
    return size;
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(size);
    for (int i = 0; i < size; i++) {
      out.writeDouble(sorted[i]);
    }
  }

  void read(DataInput in) throws IOException {
    size = in.readUnsignedShort();
    if (size > CAPACITY) {
      throw new IOException(
          "state of an anomaly detector: expected at most "
              + CAPACITY
              + " known numbers, got "
              + size);
    }
    for (int i = 0; i < size; i++) {
      sorted[i] = in.readDouble();
    }
  }
}
