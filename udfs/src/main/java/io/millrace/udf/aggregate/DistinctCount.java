package io.millrace.udf.aggregate;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * Number of distinct values: exact while there are at most {@value #EXACT} of them, beyond it the
 * estimate of a HyperLogLog sketch, whose standard error is {@value #STANDARD_ERROR_PERCENT} %.
 *
 * <p>Two values are the same when their bits are, so a value may stand for anything that is put
 * into the bits of a double, such as the hash of a text; but -0.0 and 0.0 are the same.
 *
 * <p>The result follows from the set of values alone, not from their order or from what was merged
 * with what: a sketch is the same for the same set, and the estimate is made from the sketch (the
 * composite one, not the somewhat better one that follows the history of a sketch).
 */
final class DistinctCount extends NamedAggregate {
  /** As many distinct values are counted exactly. */
  static final int EXACT = 1024;

  /** Of an estimate: 104 divided by the root of the number of registers. */
  static final double STANDARD_ERROR_PERCENT = 1.625;

  /** The sketch has two to the power of this many registers, of a byte each. */
  private static final int LG_REGISTERS = 12;

  DistinctCount() {
    super("distinctCount");
  }

  @Override
  public boolean isCount() {
    return true;
  }

  @Override
  public Accumulator prepare() {
    return new Values();
  }

  private static final class Values implements Accumulator {
    private static final int FORMAT = 1;
    private static final int SKETCHED = -1;
    private static final int SKETCH_HEAP_BYTES = 280 + (1 << LG_REGISTERS);

    private final LongSet exact = new LongSet();

    /** Null as long as the values are counted exactly. */
    private Union sketch;

    @Override
    public void clear() {
      exact.clear();
      sketch = null;
    }

    @Override
    public void update(long time, double value) {
      if (!Double.isNaN(value)) {
        add(bits(value));
      }
    }

    @Override
    public void update(long[] times, double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        double value = values[i];
        if (!Double.isNaN(value)) {
          add(bits(value));
        }
      }
    }

    private static long bits(double value) {
      // Adding zero changes nothing but the sign of -0.0.
      return Double.doubleToRawLongBits(value + 0.0);
    }

    private void add(long number) {
      if (sketch != null) {
        sketch.update(number);
        return;
      }
      exact.add(number);
      if (exact.size() > EXACT) {
        estimate();
      }
    }

    private void estimate() {
      sketch = new Union(LG_REGISTERS);
      exact.forEach(sketch::update);
      exact.release();
    }

    @Override
    public void merge(Accumulator later) {
      Values other = (Values) later;
      if (sketch == null) {
        exact.addAll(other.exact);
        if (other.sketch != null || exact.size() > EXACT) {
          estimate();
        }
      } else {
        other.exact.forEach(sketch::update);
      }
      if (other.sketch != null) {
        sketch.update(other.sketch.getResult(TgtHllType.HLL_8));
      }
    }

    @Override
    public boolean isEmpty() {
      return sketch == null && exact.size() == 0;
    }

    @Override
    public double finish(long asOf, long length) {
      // There are more than were counted exactly, even when the estimate is lower.
      return sketch == null
          ? exact.size()
          : Math.max(EXACT + 1, Math.rint(sketch.getCompositeEstimate()));
    }

    @Override
    public boolean isApproximate() {
      return sketch != null;
    }

    @Override
    public int heapBytes() {
      return 24 + exact.heapBytes() + (sketch == null ? 0 : SKETCH_HEAP_BYTES);
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeByte(FORMAT);
      if (sketch == null) {
        exact.write(out);
      } else {
        out.writeInt(SKETCHED);
        Sketches.write(sketch.toCompactByteArray(), out);
      }
    }

    @Override
    public void read(DataInput in) throws IOException {
      Sketches.readFormat("distinctCount", FORMAT, in);
      clear();
      int size = in.readInt();
      if (size == SKETCHED) {
        exact.release();
        sketch = Union.heapify(Sketches.read(in));
        return;
      }
      for (int i = 0; i < size; i++) {
        exact.add(in.readLong());
      }
    }
  }
}
