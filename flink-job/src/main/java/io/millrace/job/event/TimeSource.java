package io.millrace.job.event;

import java.io.Serializable;

/** Tells the wall-clock time, in milliseconds since the epoch; tests pass one that stands still. */
@FunctionalInterface
public interface TimeSource extends Serializable {
  long millis();
}
