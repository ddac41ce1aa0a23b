package io.millrace.job.event;

import java.io.Serializable;

/**
 * Turns a record's bytes into an event. It stands here because sources need the event's time before
 * the decode stage runs; the outcome then travels with the record, so that nothing is decoded
 * twice.
 */
public interface RecordDecoder extends Serializable {
  /** Decodes a record; faults are an outcome, never an exception. */
  Decoded decode(byte[] payload, Origin origin);

  /** A decoder for another thread. */
  RecordDecoder duplicate();
}
