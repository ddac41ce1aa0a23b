package io.millrace.job.inference.variant;

import java.nio.ByteBuffer;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;

/**
 * A mergeable distribution of numbers: a KLL sketch, exact up to 200 values or so, and with a rank
 * error of 1.3 % beyond. Not thread-safe.
 */
final class Distribution {
  private final KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance();

  void add(double value) {
    sketch.update(value);
  }

  /** Adds the values of another, as {@link #toBytes} writes it; null adds nothing. */
  void merge(ByteBuffer bytes) {
    if (bytes == null) {
      return;
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    sketch.merge(KllDoublesSketch.heapify(Memory.wrap(copy)));
  }

  /** Null without values. */
  ByteBuffer toBytes() {
    return sketch.isEmpty() ? null : ByteBuffer.wrap(sketch.toByteArray());
  }

  /** Value at a rank from 0 to 1; null without values. */
  Double quantile(double rank) {
    return sketch.isEmpty() ? null : sketch.getQuantile(rank);
  }
}
