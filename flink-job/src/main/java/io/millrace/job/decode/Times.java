package io.millrace.job.decode;

import io.millrace.job.event.DeadLetterReason;

/** Units and bounds of time stamps. */
final class Times {
  /** 1900-01-01T00:00:00Z: nothing that streams is older. */
  static final long EARLIEST_MILLIS = -2_208_988_800_000L;

  /**
   * 2100-01-01T00:00:00Z: the bound on replayed files, whose arrival says nothing of their time.
   */
  static final long LATEST_MILLIS = 4_102_444_800_000L;

  private Times() {}

  static long millisToMicros(long millis) throws MalformedRecordException {
    long micros = millis * 1000;
    if (micros / 1000 != millis) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "a timestamp lies beyond 64 bits of microseconds");
    }
    return micros;
  }
}
