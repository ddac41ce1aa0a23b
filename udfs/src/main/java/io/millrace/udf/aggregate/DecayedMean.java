package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Mean in which a value weighs half as much for every half-life of its age. Only the ratios of
 * weights matter, so the result does not depend on when it is asked, only on the window.
 *
 * <p>The weight of a value is taken relative to the end of the half-life it falls in, on a grid
 * that begins at 1970-01-01T00:00:00Z. Between two ends of the grid lies a power of two, so a sum
 * of weights is carried from one to another without rounding, and the order of merging does not
 * show. A value so old that its weight is below the smallest double weighs nothing.
 *
 * <p>An infinite value makes the mean infinite as long as it is in the window, however old; finite
 * ones do so when their weighted sum is beyond what a double holds. Infinities of both signs make
 * it NaN.
 */
final class DecayedMean extends NamedAggregate {
  private final long halfLife;

  /**
   * @param halfLife milliseconds
   */
  DecayedMean(double halfLife) {
    super("decayedMean", Map.of("halfLife", halfLife));
    this.halfLife = Math.round(halfLife);
  }

  @Override
  public Accumulator prepare() {
    return new Values(halfLife);
  }

  private static final class Values implements Accumulator {
    private static final double LN_2 = Math.log(2);

    /** More half-lives than lie between the largest and the smallest double. */
    private static final long FORGOTTEN = 2200;

    private final long halfLife;
    private final CompensatedSum weighted = new CompensatedSum();
    private final CompensatedSum weights = new CompensatedSum();

    /** Begin of the half-life at whose end a weight is 1, milliseconds since 1970. */
    private long start;

    Values(long halfLife) {
      this.halfLife = halfLife;
    }

    @Override
    public void clear() {
      weighted.clear();
      weights.clear();
      start = 0;
    }

    @Override
    public void update(long time, double value) {
      if (Double.isNaN(value)) {
        return;
      }
      long since = time - start;
      int exponent = 0;
      if (since < 0 || since >= halfLife) {
        since = Math.floorMod(time, halfLife);
        exponent = moveTo(time - since);
      }
      double weight = Math.exp(-LN_2 * ((halfLife - since) / (double) halfLife));
      if (exponent != 0) {
        weight = Math.scalb(weight, exponent);
      }
      weighted.addProduct(value, weight);
      weights.add(weight);
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        update(times[i], values[i]);
      }
    }

    @Override
    public void merge(Accumulator later) {
      Values other = (Values) later;
      if (other.isEmpty()) {
        return;
      }
      int exponent = moveTo(other.start);
      weighted.addScaled(other.weighted, exponent);
      weights.addScaled(other.weights, exponent);
    }

    /**
     * Makes weights relative to a half-life, unless they are to a later one already.
     *
     * @return power of two by which weights relative to the given half-life are multiplied to fit
     */
    private int moveTo(long other) {
      if (isEmpty()) {
        start = other;
        return 0;
      }
      long distance = (start - other) / halfLife;
      int exponent = (int) Math.max(-FORGOTTEN, Math.min(FORGOTTEN, distance));
      if (exponent >= 0) {
        return -exponent;
      }
      weighted.scale(exponent);
      weights.scale(exponent);
      start = other;
      return 0;
    }

    @Override
    public boolean isEmpty() {
      return weights.value() == 0;
    }

    @Override
    public double finish(long asOf, long length) {
      return weighted.value() / weights.value();
    }

    @Override
    public int slots() {
      return 1 + 2 * CompensatedSum.SLOTS;
    }

    @Override
    public void save(long[] slots, int at) {
      slots[at] = start;
      weighted.save(slots, at + 1);
      weights.save(slots, at + 1 + CompensatedSum.SLOTS);
    }

    @Override
    public void load(long[] slots, int at) {
      start = slots[at];
      weighted.load(slots, at + 1);
      weights.load(slots, at + 1 + CompensatedSum.SLOTS);
    }

    @Override
    public int heapBytes() {
      return 40 + 2 * CompensatedSum.HEAP_BYTES;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(start);
      weighted.write(out);
      weights.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      start = in.readLong();
      weighted.read(in);
      weights.read(in);
    }
  }
}
