package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The highest score of the last points; up to a tenth fewer at times, as maxima are kept by block.
 */
final class RecentPeaks {
  private static final int BLOCKS = 10;

  private final int blockPoints;
  private final NumberRing blocks = new NumberRing(BLOCKS - 1);
  private double current;
  private int inCurrent;

  RecentPeaks(int points) {
    this.blockPoints = points / BLOCKS;
  }

  double highest() {
    return Math.max(current, blocks.highest());
  }

  void add(double score) {
    current = Math.max(current, score);
    inCurrent++;
    if (inCurrent == blockPoints) {
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
