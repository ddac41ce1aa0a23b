package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.kll.KllSketch;
import org.apache.datasketches.kll.KllSketch.SketchType;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * The value of a rank: the smallest one that is at least as large as that share of all values. In
 * ascending order it is number ⌈rank · n⌉ of n, the first for rank 0 (the nearest rank; nothing is
 * interpolated). It is exact while there are at most {@value #EXACT} values.
 *
 * <p>Beyond, a KLL sketch answers, with a value whose rank differs from the one asked by at most
 * {@value #RANK_ERROR_PERCENT} % of the number of values, in 99 % of cases. Which of the values it
 * keeps is left to chance, but to a reproducible one ({@link SeededKll}): the same values, added,
 * merged and asked for in the same way, give the same result; merged in another way they may give
 * another one within that bound.
 *
 * <p>-0.0 is taken as 0.0.
 */
final class Quantile extends NamedAggregate {
  /** Of as many values the quantile is exact. */
  static final int EXACT = 1024;

  /** See {@link KllDoublesSketch#getNormalizedRankError(boolean)}. */
  static final double RANK_ERROR_PERCENT = 0.9;

  /** How many values the highest level of the sketch keeps; it keeps about three times as many. */
  static final int K = 300;

  private final double rank;

  /**
   * @param rank from 0 to 1
   */
  Quantile(double rank) {
    super("quantile", Map.of("rank", rank));
    this.rank = rank;
  }

  @Override
  public Accumulator prepare() {
    return new Values(rank);
  }

  private static final class Values implements Accumulator {
    private static final int FORMAT = 1;
    private static final int SKETCHED = -1;
    private static final int SMALLEST = 4;
    private static final long MANY = 1L << 40;
    private static final double[] NONE = {};

    /** A full sketch; one that gave a result keeps it sorted, twice as much, to the next value. */
    private static final int SKETCH_HEAP_BYTES =
        300 + KllSketch.getMaxSerializedSizeBytes(K, MANY, SketchType.DOUBLES_SKETCH, true);

    private final double rank;

    /** All values, in no order that means anything: sorted at times. */
    private double[] exact = NONE;

    private int size;
    private boolean sorted;

    /** Null as long as all values are kept. */
    private KllDoublesSketch sketch;

    /** Follows from the times of all values. */
    private long seed;

    Values(double rank) {
      this.rank = rank;
    }

    @Override
    public void clear() {
      size = 0;
      sketch = null;
      seed = 0;
    }

    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        seed = SeededKll.next(seed, time);
        add(value + 0.0);
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        double value = values[i];
        if (!Double.isNaN(value)) {
          seed = SeededKll.next(seed, times[i]);
          add(value + 0.0);
        }
      }
    }

    private void add(double value) {
      if (sketch == null && size == EXACT) {
        estimate();
      }
      if (sketch != null) {
        SeededKll.update(sketch, value, seed);
        return;
      }
      if (size == exact.length) {
        exact = Arrays.copyOf(exact, Math.max(SMALLEST, 2 * size));
      }
      exact[size++] = value;
      sorted = false;
    }

    private void estimate() {
      sketch = KllDoublesSketch.newHeapInstance(K);
      addToSketch(this);
      exact = NONE;
      size = 0;
    }

    private void addToSketch(Values other) {
      other.sort();
      seed = SeededKll.next(seed, 1);
      SeededKll.update(sketch, other.exact, other.size, seed);
    }

    private void sort() {
      if (!sorted) {
        Arrays.sort(exact, 0, size);
        sorted = true;
      }
    }

    @Override
    public void merge(Accumulator later) {
      Values other = (Values) later;
      if (other.isEmpty()) {
        return;
      }
      seed = SeededKll.next(seed, other.seed);
      if (sketch == null && (other.sketch != null || size + other.size > EXACT)) {
        estimate();
      }
      if (other.sketch != null) {
        SeededKll.merge(sketch, other.sketch, seed);
      } else if (sketch != null) {
        addToSketch(other);
      } else {
        append(other);
      }
    }

    private void append(Values other) {
      int sum = size + other.size;
      if (sum > exact.length) {
        exact = Arrays.copyOf(exact, Math.max(sum, Math.min(EXACT, 2 * exact.length)));
      }
      System.arraycopy(other.exact, 0, exact, size, other.size);
      size = sum;
      sorted = false;
    }

    @Override
    public boolean isEmpty() {
      return sketch == null && size == 0;
    }

    @Override
    public double finish(long asOf, long length) {
      if (sketch != null) {
        return sketch.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
      }
      if (size == 0) {
        return Double.NaN;
      }
      sort();
      return exact[Math.max(0, position() - 1)];
    }

    /** The rank times the number of values, rounded up, were there no rounding of decimals. */
    private int position() {
      double position = rank * size;
      double nearest = Math.rint(position);
      return (int) (Math.abs(position - nearest) < 1e-9 ? nearest : Math.ceil(position));
    }

    @Override
    public boolean isApproximate() {
      return sketch != null;
    }

    @Override
    public int heapBytes() {
      int exactBytes = exact == NONE ? 0 : 16 + Double.BYTES * exact.length;
      return 56 + exactBytes + (sketch == null ? 0 : SKETCH_HEAP_BYTES);
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(FORMAT);
      out.writeLong(seed);
      if (sketch != null) {
        out.writeInt(SKETCHED);
        Sketches.write(sketch.toByteArray(), out);
        return;
      }
      sort();
      out.writeInt(size);
      for (int i = 0; i < size; i++) {
        out.writeDouble(exact[i]);
      }
    }

    @Override
    public void read(DataInput in) throws IOException {
      Sketches.readFormat("quantile", FORMAT, in);
      clear();
      seed = in.readLong();
      int length = in.readInt();
      if (length == SKETCHED) {
        exact = NONE;
        sketch = KllDoublesSketch.heapify(Memory.wrap(Sketches.read(in)));
        return;
      }
      if (length > exact.length) {
        exact = new double[length];
      }
      for (size = 0; size < length; size++) {
        exact[size] = in.readDouble();
      }
      sorted = true;
    }
  }
}
