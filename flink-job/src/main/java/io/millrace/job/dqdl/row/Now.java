package io.millrace.job.dqdl.row;

import io.millrace.job.event.Event;

/**
 * What {@code now()} is to an event: when it arrived. A recorded event arrives whenever it is
 * replayed, so that its own time takes the place: each replay gives the same verdicts.
 */
final class Now {
  private static final int NOT_OF_A_FILE = -1;

  private Now() {}

  /** Microseconds since the epoch. */
  static long micros(Event event) {
    boolean live = !event.isRow() && event.origin().ordinal() == NOT_OF_A_FILE;
    return (live ? event.origin().arrivalMillis() : event.timeMillis()) * 1_000;
  }
}
