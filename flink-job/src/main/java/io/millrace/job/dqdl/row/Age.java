package io.millrace.job.dqdl.row;

/** A duration of a condition, in the unit it is written in. */
public final class Age implements Comparable<Age> {
  /** Days that microseconds have room for, to either side of 1970. */
  static final long MAX_DAYS = Long.MAX_VALUE / Moment.MICROS_A_DAY;

  private final long count;
  private final long unitMicros;
  private final String text;

  /**
   * @param text the duration as written
   */
  public Age(long count, long unitMicros, String text) {
    this.count = count;
    this.unitMicros = unitMicros;
    this.text = text;
  }

  public long micros() {
    return count * unitMicros;
  }

  /** Whether so many whole units have passed. */
  boolean isReached(long micros) {
    return Math.floorDiv(micros, unitMicros) == count;
  }

  @Override
  public int compareTo(Age other) {
    return Long.compare(micros(), other.micros());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Age && compareTo((Age) other) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(micros());
  }

  @Override
  public String toString() {
    return text;
  }
}
