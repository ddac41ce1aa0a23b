package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The highest score of the last {@value #POINTS} points (a block less at times: maxima are kept by
 * blocks of {@value #BLOCK}).
 */
final class RecentPeaks {
  static final int POINTS = 200;

  private static final int BLOCK = 20;

  private final NumberRing blocks = new NumberRing(POINTS / BLOCK - 1);
  private double current;
  private int inCurrent;

  double highest() {
    return Math.max(current, blocks.highest());
  }

  void add(double score) {
    current = Math.max(current, score);
    inCurrent++;
    if (inCurrent == BLOCK) {
      blocks.add(current);
      current = 0;
      inCurrent = 0;
    }
  }

  void write(DataOutput out) throws IOException {
    blocks.write(out);
    out.writeDouble(current);
    out.writeByte(inCurrent);
  }

  void read(DataInput in) throws IOException {
    blocks.read(in);
    current = in.readDouble();
    inCurrent = in.readUnsignedByte();
  }
}
