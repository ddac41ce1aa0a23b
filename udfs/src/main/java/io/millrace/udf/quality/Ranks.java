package io.millrace.udf.quality;

import io.millrace.udf.aggregate.SeededKll;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * The order of the numbers of a column, for quantiles: exact up to {@value #EXACT} numbers, a KLL
 * sketch of that size beyond, whose ranks are off by at most 0.35 % of the number of values in 99 %
 * of cases. Merged in another order, it may give another number within that bound.
 *
 * <p>NaN has no place in an order: with one among the numbers no quantile can be given.
 */
public final class Ranks implements Statistic {
  /** As many numbers are kept all. */
  static final int EXACT = 800;

  private KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(EXACT);
  private long notNumbers;
  private long seed;

  /** Adds the number of one event; events without one are left out. */
  public void update(double value) {
    if (Double.isNaN(value)) {
      notNumbers++;
      return;
    }
    seed = SeededKll.next(seed, Double.doubleToLongBits(value));
    SeededKll.update(sketch, value + 0.0, seed);
  }

  /**
   * The smallest number that at least a share of all does not exceed.
   *
   * @param rank the share, from 0 to 1
   */
  public Estimate quantile(double rank) {
    if (sketch.isEmpty() || notNumbers > 0) {
      return Estimate.none();
    }
    double value = sketch.getQuantile(rank, QuantileSearchCriteria.INCLUSIVE);
    if (!sketch.isEstimationMode()) {
      return Estimate.exact(value);
    }
    double below = value - sketch.getQuantileLowerBound(rank);
    double above = sketch.getQuantileUpperBound(rank) - value;
    return Estimate.approximate(value, Math.max(below, above));
  }

  @Override
  public void merge(Statistic other) {
    Ranks ranks = (Ranks) other;
    notNumbers += ranks.notNumbers;
    if (!ranks.sketch.isEmpty()) {
      seed = SeededKll.next(seed, ranks.seed);
      SeededKll.merge(sketch, ranks.sketch, seed);
    }
  }

  @Override
  public int heapBytes() {
    return 400 + 2 * sketch.getNumRetained() * Double.BYTES;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out);
    StateFormat.writeCount(notNumbers, out);
    out.writeLong(seed);
    StateFormat.writeBytes(sketch.toByteArray(), out);
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion("Ranks", in);
    notNumbers = StateFormat.readCount(in);
    seed = in.readLong();
    sketch = KllDoublesSketch.heapify(Memory.wrap(StateFormat.readBytes(in)));
  }
}
