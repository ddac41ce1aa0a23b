package io.millrace.job.decode;

import io.millrace.job.event.Event;

/** Reads a record's bytes into the event's field columns. Reused for one record after another. */
interface PayloadReader {
  /** Fills columns 0 to {@code layout.fields() - 1} of a fresh event from its payload. */
  void read(Event event) throws MalformedRecordException;
}
