package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How often distances of each size occurred, to tell how rare one at least as large is: its
 * conformal p-value (Laxhammar and Falkman, 2010), which needs no assumption on how distances are
 * distributed.
 *
 * <p>Sizes that differ by less than an eighth of an octave (about 9 %) are one: a distance is a
 * record only when it is clearly the largest. The {@value #CAPACITY} largest sizes in use are told
 * apart, those below are one. When {@value #MEMORY} distances were counted, all counts are halved:
 * old distances fade, and a record that happened once is forgotten after the second halving.
 */
final class RankHistory {
  static final int CAPACITY = 256;
  static final int MEMORY = 1 << 15;

  /** Leaves of a double's bits the exponent and three bits of the fraction. */
  private static final int SHIFT = 49;

  private final short[] sizes = new short[CAPACITY + 1];
  private final int[] counts = new int[CAPACITY + 1];
  private int used;
  private int total;

  /** Number of distances that count, at most {@value #MEMORY}. */
  int total() {
    return total;
  }

  /**
   * How rare a distance is that is at least this large: -log10 of its p-value, so 3 is one in a
   * thousand. Never more than the history can know: a record among n has log10(n + 1).
   */
  double rarity(double distance) {
    short size = size(distance);
    int atLeast = 0;
    for (int i = used - 1; i >= 0 && sizes[i] >= size; i--) {
      atLeast += counts[i];
    }
    return StrictMath.log10((total + 1.0) / (atLeast + 1.0));
  }

  /**
   * A distance that is nothing special: the largest that was reached more often than a share of
   * all; 0 when none was. The one counted last is never it when it is the only one of its size.
   */
  double usual(double share) {
    double mostBeyond = Math.max(1, share * total);
    int beyond = 0;
    for (int i = used - 1; i >= 0; i--) {
      beyond += counts[i];
      if (beyond > mostBeyond) {
        return Double.longBitsToDouble((long) sizes[i] << SHIFT);
      }
    }
    return 0;
  }

  void add(double distance) {
    short size = size(distance);
    int at = Arrays.binarySearch(sizes, 0, used, size);
    if (at < 0) {
      at = -at - 1;
      System.arraycopy(sizes, at, sizes, at + 1, used - at);
      System.arraycopy(counts, at, counts, at + 1, used - at);
      sizes[at] = size;
      counts[at] = 0;
      used++;
    }
    counts[at]++;
    total++;
    if (used > CAPACITY) {
      counts[1] += counts[0];
      removeFirst();
    }
    if (total >= MEMORY) {
      halve();
    }
  }

  private static short size(double distance) {
    return (short) (Double.doubleToLongBits(distance) >>> SHIFT);
  }

  private void removeFirst() {
    used--;
    System.arraycopy(sizes, 1, sizes, 0, used);
    System.arraycopy(counts, 1, counts, 0, used);
  }

  private void halve() {
    int kept = 0;
    total = 0;
    for (int i = 0; i < used; i++) {
      int half = counts[i] / 2;
      if (half > 0) {
        sizes[kept] = sizes[i];
        counts[kept] = half;
        total += half;
        kept++;
      }
    }
    used = kept;
  }

  void write(DataOutput out) throws IOException {
    out.writeShort(used);
    for (int i = 0; i < used; i++) {
      out.writeShort(sizes[i]);
      out.writeShort(counts[i]);
    }
  }

  void read(DataInput in) throws IOException {
    used = in.readUnsignedShort();
    if (used > CAPACITY) {
      throw new IOException(
          "state of an anomaly detector: expected at most " + CAPACITY + " sizes, got " + used);
    }
    total = 0;
    for (int i = 0; i < used; i++) {
      sizes[i] = in.readShort();
      counts[i] = in.readUnsignedShort();
      total += counts[i];
    }
  }
}
