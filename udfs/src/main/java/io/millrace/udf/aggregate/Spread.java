package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Variance and standard deviation, of the values as a population or as a sample of one.
 *
 * <p>Kept are the sums of the distances to a pivot and of their squares, without the rounding of
 * additions. The pivot is one of the values. Then the square of its distance to the mean is at most
 * the sum of squares that is asked for, so taking the mean out cancels no more than the number n of
 * values, wherever they lie. What is left is the rounding of the distances: a relative error of
 * about 2e-16 √n. (Updating a mean, after Welford, errs more the more deviations lie between the
 * mean and 0.) Merging moves one sum to the pivot of the other: the merge of Chan, Golub and
 * LeVeque for a pivot instead of the mean.
 *
 * <p>NaN when a value is infinite, or when values lie about 1e154 or more apart, for their squares
 * are beyond what a double holds.
 *
 * <p>Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Algorithms for Computing the Sample Variance:
 * Analysis and Recommendations", The American Statistician 37 (1983).
 */
final class Spread extends NamedAggregate {
  private final boolean sample;
  private final boolean root;

  private Spread(String name, boolean sample, boolean root) {
    super(name);
    this.sample = sample;
    this.root = root;
  }

  static Spread variance() {
    return new Spread("variance", false, false);
  }

  static Spread stddev() {
    return new Spread("stddev", false, true);
  }

  static Spread varianceSample() {
    return new Spread("varianceSample", true, false);
  }

  static Spread stddevSample() {
    return new Spread("stddevSample", true, true);
  }

  @Override
  public Accumulator prepare() {
    return new Values(sample, root);
  }

  private static final class Values implements Accumulator {
    /** The values that say nothing about the spread: the mean of a sample takes one. */
    private final int spent;

    private final boolean root;
    private long count;
    private double pivot;
    private final CompensatedSum distances = new CompensatedSum();
    private final CompensatedSum squares = new CompensatedSum();

    Values(boolean sample, boolean root) {
      this.spent = sample ? 1 : 0;
      this.root = root;
    }

    @Override
    public void clear() {
      count = 0;
      pivot = 0;
      distances.clear();
      squares.clear();
    }

    @Override
    public void update(long time, double value) {
      if (Double.isNaN(value)) {
        return;
      }
      if (count == 0) {
        pivot = value;
      }
      double distance = value - pivot;
      distances.add(distance);
      squares.addProduct(distance, distance);
      count++;
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      int start = from;
      while (start < to && count == 0) {
        update(times[start], values[start]);
        start++;
      }
      count += distances.addDistances(values, pivot, start, to);
      squares.addSquaredDistances(values, pivot, start, to);
    }

    /** The sum of (x + e) is that of x, plus ne; that of (x + e)² is that of x², plus 2ex + ne². */
    @Override
    public void merge(Accumulator later) {
      Values other = (Values) later;
      if (other.count == 0) {
        return;
      }
      if (count == 0) {
        pivot = other.pivot;
      }
      double move = other.pivot - pivot;
      double number = (double) other.count;
      double moves = number * move;
      double moved = other.distances.value();
      distances.add(other.distances);
      distances.addProduct(number, move);
      squares.add(other.squares);
      squares.addProduct(2 * move, moved);
      squares.addProduct(2 * move, other.distances.remainder());
      squares.addProduct(moves, move);
      squares.addProduct(Math.fma(number, move, -moves), move);
      count += other.count;
    }

    @Override
    public boolean isEmpty() {
      return count <= spent;
    }

    /** The sum of squared distances to the mean is that to the pivot, less the square of s²/n. */
    @Override
    public double finish(long asOf, long length) {
      double number = (double) count;
      double sum = distances.value();
      double mean = sum / number;
      double meanRounding = (Math.fma(-mean, number, sum) + distances.remainder()) / number;
      double square = sum * mean;
      double squareRounding =
          Math.fma(sum, mean, -square) + sum * meanRounding + distances.remainder() * mean;
      double deviations = (squares.value() - square) + (squares.remainder() - squareRounding);
      double variance = Math.max(0, deviations) / (count - spent);
      return root ? Math.sqrt(variance) : variance;
    }

    @Override
    public int slots() {
      return 2 + 2 * CompensatedSum.SLOTS;
    }

    @Override
    public void save(long[] slots, int at) {
      slots[at] = count;
      slots[at + 1] = Double.doubleToRawLongBits(pivot);
      distances.save(slots, at + 2);
      squares.save(slots, at + 2 + CompensatedSum.SLOTS);
    }

    @Override
    public void load(long[] slots, int at) {
      count = slots[at];
      pivot = Double.longBitsToDouble(slots[at + 1]);
      distances.load(slots, at + 2);
      squares.load(slots, at + 2 + CompensatedSum.SLOTS);
    }

    @Override
    public int heapBytes() {
      return 48 + 2 * CompensatedSum.HEAP_BYTES;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(count);
      out.writeDouble(pivot);
      distances.write(out);
      squares.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      count = in.readLong();
      pivot = in.readDouble();
      distances.read(in);
      squares.read(in);
    }
  }
}
