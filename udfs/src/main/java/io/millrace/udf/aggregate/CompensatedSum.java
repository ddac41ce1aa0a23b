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

  /** Numbers that {@link #save} takes. */
  static final int SLOTS = 2;

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

  /**
   * Adds the distances to a pivot of the values from one index to before another, but for those
   * that are NaN.
   *
   * @return how many it added
   */
  int addDistances(double[] values, double pivot, int from, int to) {
    // Kept out of the object, which would be written in every round.
    double sum = this.sum;
    double compensation = this.compensation;
    int present = 0;
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (!Double.isNaN(value)) {
        double distance = value - pivot;
        double next = sum + distance;
        double virtual = next - sum;
        compensation += (sum - (next - virtual)) + (distance - virtual);
        sum = next;
        present++;
      }
    }
    this.sum = sum;
    this.compensation = compensation;
    return present;
  }

  /** Adds the squares of the distances to a pivot, likewise. */
  void addSquaredDistances(double[] values, double pivot, int from, int to) {
    double sum = this.sum;
    double compensation = this.compensation;
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (!Double.isNaN(value)) {
        double distance = value - pivot;
        double square = distance * distance;
        double next = sum + square;
        double virtual = next - sum;
        compensation += (sum - (next - virtual)) + (square - virtual);
        compensation += Math.fma(distance, distance, -square);
        sum = next;
      }
    }
    this.sum = sum;
    this.compensation = compensation;
  }

  /** Adds a product without the rounding of the multiplication. */
  void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    compensation += Math.fma(a, b, -product);
  }

  void add(CompensatedSum other) {
    double carried = other.compensation;
    add(other.sum);
    compensation += carried;
  }

  /** Adds another sum times two to the power of the exponent. */
  void addScaled(CompensatedSum other, int exponent) {
    double carried = Math.scalb(other.compensation, exponent);
    add(Math.scalb(other.sum, exponent));
    compensation += carried;
  }

  /** Multiplies by two to the power of the exponent, which rounds nothing but what underflows. */
  void scale(int exponent) {
    sum = Math.scalb(sum, exponent);
    compensation = Math.scalb(compensation, exponent);
  }

  double value() {
    // Infinite or NaN sums have a NaN compensation (inf - inf); the plain sum is the answer then.
    return Double.isNaN(sum) || Double.isInfinite(sum) ? sum : sum + compensation;
  }

  /** What {@link #value} lacks of the sum, for it is rounded to one number. */
  double remainder() {
    double value = sum + compensation;
    double virtual = value - sum;
    return (sum - (value - virtual)) + (compensation - virtual);
  }

  void save(long[] slots, int at) {
    slots[at] = Double.doubleToRawLongBits(sum);
    slots[at + 1] = Double.doubleToRawLongBits(compensation);
  }

  void load(long[] slots, int at) {
    sum = Double.longBitsToDouble(slots[at]);
    compensation = Double.longBitsToDouble(slots[at + 1]);
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
