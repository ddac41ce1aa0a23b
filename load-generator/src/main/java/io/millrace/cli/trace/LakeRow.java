package io.millrace.cli.trace;

import io.millrace.job.event.Event;

/** A row of the lake, or of the warehouse when its file is gone. */
final class LakeRow {
  private final Event event;
  private final String file;

  /**
   * @param file path; null of a row of the warehouse whose file is not known
   */
  LakeRow(Event event, String file) {
    this.event = event;
    this.file = file;
  }

  /** All columns, with identity, time and origin. */
  Event event() {
    return event;
  }

  String file() {
    return file;
  }
}
