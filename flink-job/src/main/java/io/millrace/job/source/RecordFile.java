package io.millrace.job.source;

import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import java.io.Closeable;
import java.io.IOException;

/** A file of records, read from its start to its end. */
interface RecordFile extends Closeable {
  /** The next record, or null at the end. */
  Entry next() throws IOException;

  /** Passes over records, as {@link #next} would read them, without handing them out. */
  default void skip(long records) throws IOException {
    for (long left = records; left > 0 && next() != null; left--) {}
  }

  /** A record's bytes, and the fault when the file itself is damaged there. */
  final class Entry {
    private final byte[] payload;
    private final DeadLetterReason fault;
    private final String message;

    private Entry(byte[] payload, DeadLetterReason fault, String message) {
      this.payload = payload;
      this.fault = fault;
      this.message = message;
    }

    static Entry of(byte[] payload) {
      return new Entry(payload, null, null);
    }

    static Entry damaged(byte[] payload, String message) {
      return new Entry(payload, DeadLetterReason.DAMAGED_BLOCK, message);
    }

    /** A record that the file itself shows to be none. */
    static Entry malformed(byte[] payload, String message) {
      return new Entry(payload, DeadLetterReason.MALFORMED, message);
    }

    byte[] payload() {
      return payload;
    }

    /** The record with its place, decoded where the file shows no fault. */
    RawEvent decode(Origin origin, RecordDecoder decoder) {
      return fault == null
          ? RawEvent.of(payload, origin, decoder)
          : RawEvent.unreadable(payload, origin, fault, message);
    }

    /** Null when the record can be decoded. */
    DeadLetterReason fault() {
      return fault;
    }

    String message() {
      return message;
    }
  }
}
