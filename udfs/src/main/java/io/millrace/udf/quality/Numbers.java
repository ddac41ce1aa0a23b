package io.millrace.udf.quality;

import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.Aggregates;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Sum, mean, spread and extremes of the numbers of a column. Sums carry the rounding of their
 * additions, so that order and merging change no more than a last bit or two.
 *
 * <p>With a NaN among the numbers every metric is NaN. Infinities add up to infinities; with one,
 * or with numbers 1e154 or more apart, whose squares no double holds, the standard deviation is
 * NaN.
 */
public final class Numbers implements Statistic {
  /**
   * Numbers are added up divided by 2<sup>64</sup>, which rounds none above 1e-289, so that the sum
   * of as many as can be counted overflows only where the sum itself has no double.
   */
  private static final int SCALE = 64;

  private final Accumulator scaledSum = accumulator("sum");
  private final Accumulator deviation = accumulator("stddev");
  private long count;
  private long notNumbers;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  private static Accumulator accumulator(String aggregate) {
    return Aggregates.byName(aggregate).create(Map.of()).prepare();
  }

  /** Adds the number of one event; events without one are left out. */
  public void update(double value) {
    count++;
    if (Double.isNaN(value)) {
      notNumbers++;
      return;
    }
    scaledSum.update(0, value * 0x1p-64);
    deviation.update(0, value);
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }

  private boolean isAnswered() {
    return count > 0 && notNumbers == 0;
  }

  /** Sum of the numbers; NaN of none. */
  public double sum() {
    return isAnswered() ? Math.scalb(scaledSum.finish(0, 0), SCALE) : Double.NaN;
  }

  /** Arithmetic mean; NaN of no number. */
  public double mean() {
    return isAnswered() ? Math.scalb(scaledSum.finish(0, 0) / count, SCALE) : Double.NaN;
  }

  /** Standard deviation, of the numbers as a population; NaN of none. */
  public double standardDeviation() {
    return isAnswered() ? deviation.finish(0, 0) : Double.NaN;
  }

  /** Smallest number; NaN of none. */
  public double least() {
    return isAnswered() ? least : Double.NaN;
  }

  /** Largest number; NaN of none. */
  public double greatest() {
    return isAnswered() ? greatest : Double.NaN;
  }

  @Override
  public void merge(Statistic other) {
    Numbers numbers = (Numbers) other;
    count += numbers.count;
    notNumbers += numbers.notNumbers;
    scaledSum.merge(numbers.scaledSum);
    deviation.merge(numbers.deviation);
    least = Math.min(least, numbers.least);
    greatest = Math.max(greatest, numbers.greatest);
  }

  @Override
  public int heapBytes() {
    return 64 + scaledSum.heapBytes() + deviation.heapBytes();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out);
    StateFormat.writeCount(count, out);
    StateFormat.writeCount(notNumbers, out);
    scaledSum.write(out);
    deviation.write(out);
    out.writeDouble(least);
    out.writeDouble(greatest);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion("Numbers", in);
    count = StateFormat.readCount(in);
    notNumbers = StateFormat.readCount(in);
    scaledSum.read(in);
    deviation.read(in);
    least = in.readDouble();
    greatest = in.readDouble();
  }
}
