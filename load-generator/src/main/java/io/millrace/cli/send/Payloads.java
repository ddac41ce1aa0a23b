package io.millrace.cli.send;

import java.io.IOException;

/** Where a worker's records come from. Not safe for several threads. */
interface Payloads {
  /**
   * Makes the next record.
   *
   * @param timeMillis when the event happens, since the epoch, where the record is made for it
   * @param intendedNanos when it should leave
   */
  Outgoing next(long timeMillis, long intendedNanos, boolean measured) throws IOException;
}
