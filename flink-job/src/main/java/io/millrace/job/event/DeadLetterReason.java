package io.millrace.job.event;

/** Why a record could not become an event. The names are stored; they are never renamed. */
public enum DeadLetterReason {
  /** The bytes do not follow the schema. */
  MALFORMED,
  /** The bytes end before the record does. */
  TRUNCATED,
  /** Longer than the pipeline's {@code event.max-bytes}. */
  OVERSIZED,
  /** Single-object Avro whose schema fingerprint is not the pipeline's. */
  UNKNOWN_SCHEMA,
  /** A required field is absent. */
  MISSING_FIELD,
  /** The field that identifies the event is null. */
  MISSING_ID,
  /** The field of the event time is null. */
  MISSING_TIME,
  /** The event time is text that does not follow its pattern. */
  BAD_TIME,
  /** The event time lies further ahead of the arrival than {@code event.max-ahead}. */
  TIME_AHEAD,
  /** The event time lies outside the years that the platform handles. */
  TIME_OUT_OF_RANGE,
  /** A block of the file is damaged, and its records cannot be told apart. */
  DAMAGED_BLOCK
}
