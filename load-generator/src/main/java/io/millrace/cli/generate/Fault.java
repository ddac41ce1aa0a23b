package io.millrace.cli.generate;

/** The one thing that keeps a record from being written to the lake. */
enum Fault {
  NONE,
  /** Bytes that follow no schema: a dead letter. */
  MALFORMED,
  /** Too long: a dead letter. */
  OVERSIZED,
  /** From a time that has yet to come: a dead letter. */
  AHEAD,
  /** Breaks a row rule. */
  QUARANTINE;

  /** Whether a decoder makes an event of the record, so that its time counts. */
  boolean isDecoded() {
    return this == NONE || this == QUARANTINE;
  }
}
