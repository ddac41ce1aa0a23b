package io.millrace.job.lake;

import java.io.Serializable;
import java.time.Instant;

/** Times from one, inclusive, until another, exclusive; milliseconds since the epoch. Immutable. */
public final class TimeRange implements Serializable {
  private static final long serialVersionUID = 1L;

  /** All times. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  private final long from;
  private final long until;

  private TimeRange(long from, long until) {
    this.from = from;
    this.until = until;
  }

  /** Times in {@code [from, until)}. */
  public static TimeRange of(long from, long until) {
    return new TimeRange(from, until);
  }

  /** Times from one on. */
  public static TimeRange since(long from) {
    return new TimeRange(from, Long.MAX_VALUE);
  }

  public long from() {
    return from;
  }

  public long until() {
    return until;
  }

  public boolean contains(long time) {
    return from <= time && time < until;
  }

  /** Whether a time is in both. */
  public boolean overlaps(TimeRange other) {
    return from < other.until && other.from < until;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeRange
        && ((TimeRange) other).from == from
        && ((TimeRange) other).until == until;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(from) * 31 + Long.hashCode(until);
  }

  @Override
  public String toString() {
    return "[" + text(from) + ", " + text(until) + ")";
  }

  private static String text(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? "..."
        : Instant.ofEpochMilli(millis).toString();
  }
}
