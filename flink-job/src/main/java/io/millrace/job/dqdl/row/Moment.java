package io.millrace.job.dqdl.row;

import java.util.concurrent.TimeUnit;

/** A point in time of a condition: a day, or so long before or after now. */
public final class Moment {
  static final long MICROS_A_DAY = TimeUnit.DAYS.toMicros(1);

  private final boolean relative;
  private final long value;
  private final String text;

  private Moment(boolean relative, long value, String text) {
    this.relative = relative;
    this.value = value;
    this.text = text;
  }

  /** A day, counted from 1970-01-01. */
  public static Moment ofDay(long epochDay, String text) {
    return new Moment(false, epochDay, text);
  }

  /** So long after now, or before when negative. */
  public static Moment ofNow(long offsetMicros, String text) {
    return new Moment(true, offsetMicros, text);
  }

  boolean isRelative() {
    return relative;
  }

  /** Order of an instant: against a day by its day in UTC, against now by the microsecond. */
  int compareInstant(long micros, long nowMicros) {
    return relative
        ? Long.compare(micros, nowMicros + value)
        : Long.compare(Math.floorDiv(micros, MICROS_A_DAY), value);
  }

  /** The day in UTC, counted from 1970-01-01. */
  long day(long nowMicros) {
    return relative ? Math.floorDiv(nowMicros + value, MICROS_A_DAY) : value;
  }

  /** Whether two moments of one kind stand in this order; true when only the event can tell. */
  public static boolean mayRise(Moment first, Moment second) {
    return first.relative != second.relative || first.value < second.value;
  }

  @Override
  public String toString() {
    return text;
  }
}
