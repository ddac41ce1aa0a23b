package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A running sum that carries the rounding error of its additions along, so that the order of values
 * and the way of merging parts change the result by no more than a last bit or two.
 *
 * <p>Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
 * ZAMM 54 (1974), with the error of an addition computed without a branch as in D. Knuth, "The Art
 * of Computer Programming", volume 2, 4.2.2.
 */
final class CompensatedSum {
  static final int HEAP_BYTES = 32;

  private double sum;
  private double compensation;

  void clear() {
    sum = 0;
    compensation = 0;
  }

  void add(double value) {
    double next = sum + value;
    double virtual = next - sum;
    compensation += (sum - (next - virtual)) + (value - virtual);
    sum = next;
  }

  void add(CompensatedSum other) {
    double carried = other.compensation;
    add(other.sum);
    compensation += carried;
  }

  double value() {
    // Infinite or NaN sums have a NaN compensation (inf - inf); the plain sum is the answer then.
    return Double.isNaN(sum) || Double.isInfinite(sum) ? sum : sum + compensation;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(sum);
    out.writeDouble(compensation);
  }

  void read(DataInput in) throws IOException {
    sum = in.readDouble();
    compensation = in.readDouble();
  }
}
