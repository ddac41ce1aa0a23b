package io.millrace.udf.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a series usually is at each hour of the day, in UTC: the median of the last {@value #KEPT}
 * values of the hour. A median, because one wild value does not move it.
 */
final class HourProfile {
  static final int KEPT = 9;

  private static final int HOURS = 24;
  private static final long MILLIS_PER_HOUR = 3_600_000;

  private final NumberRing[] hours = new NumberRing[HOURS];
  private final double[] scratch = new double[KEPT];

  HourProfile() {
    Arrays.setAll(hours, hour -> new NumberRing(KEPT));
  }

  boolean knows(long epochMillis) {
    return hour(epochMillis).size() > 0;
  }

  /** The value less what is usual at its hour; only when that is known. */
  double residual(long epochMillis, double value) {
    int size = hour(epochMillis).copyInto(scratch);
    Arrays.sort(scratch, 0, size);
    double residual = value - scratch[size / 2];
    return Math.max(-Double.MAX_VALUE, Math.min(residual, Double.MAX_VALUE));
  }

  void learn(long epochMillis, double value) {
    hour(epochMillis).add(value);
  }

  private NumberRing hour(long epochMillis) {
    return hours[(int) Math.floorMod(Math.floorDiv(epochMillis, MILLIS_PER_HOUR), (long) HOURS)];
  }

  void write(DataOutput out) throws IOException {
    for (NumberRing hour : hours) {
      hour.write(out);
    }
  }

  void read(DataInput in) throws IOException {
    for (NumberRing hour : hours) {
      hour.read(in);
    }
  }
}
