package io.millrace.cli.page;

import java.time.Instant;

/** What the numbers along an axis of a chart are. */
public enum Axis {
  /** Milliseconds since the epoch, shown in UTC. */
  TIME,
  /** Plain numbers. */
  NUMBER,
  /** Numbers above 0, each step ten times the last. */
  LOG,
  /** Milliseconds of duration, shown in the unit that fits. */
  MILLIS,
  /** Milliseconds of duration above 0, each step ten times the last. */
  LOG_MILLIS,
  /** Bytes. */
  BYTES,
  /** Shares from 0 to 1, shown in percent. */
  SHARE;

  String text(double value) {
    switch (this) {
      case TIME:
        return Numbers.time(Instant.ofEpochMilli((long) value));
      case MILLIS:
      case LOG_MILLIS:
        return Numbers.millis(value);
      case BYTES:
        return Numbers.bytes(value);
      case SHARE:
        return Numbers.percent(value);
      default:
        return Numbers.text(value);
    }
  }
}
