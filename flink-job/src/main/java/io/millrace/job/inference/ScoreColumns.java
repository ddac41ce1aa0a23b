package io.millrace.job.inference;

import io.millrace.job.event.Event;
import io.millrace.job.inference.endpoint.DegradedReason;

/** Writes the six score columns; each method sets all of them, whatever they held before. */
final class ScoreColumns {
  static final String BY_MODEL = "model";
  static final String BY_FALLBACK = "fallback";

  private static final int SCORE = 0;
  private static final int SOURCE = 1;
  private static final int VARIANT = 2;
  private static final int VERSION = 3;
  private static final int MILLIS = 4;
  private static final int REASON = 5;
  private static final int COUNT = 6;

  private final int first;
  private final Double fallbackScore;

  /**
   * @param first position of the first score column
   * @param fallbackScore score of degraded events; null: they have none
   */
  ScoreColumns(int first, Double fallbackScore) {
    this.first = first;
    this.fallbackScore = fallbackScore;
  }

  void scored(Event event, double score, String variant, String version, double millis) {
    event.setDouble(first + SCORE, score);
    event.setObject(first + SOURCE, BY_MODEL);
    event.setObject(first + VARIANT, variant);
    event.setObject(first + VERSION, version);
    event.setDouble(first + MILLIS, millis);
    event.setNull(first + REASON);
  }

  /** No variant scored the event, so none is named. */
  void degraded(Event event, DegradedReason reason, double millis) {
    if (fallbackScore == null) {
      event.setNull(first + SCORE);
    } else {
      event.setDouble(first + SCORE, fallbackScore);
    }
    event.setObject(first + SOURCE, BY_FALLBACK);
    event.setNull(first + VARIANT);
    event.setNull(first + VERSION);
    event.setDouble(first + MILLIS, millis);
    event.setObject(first + REASON, reason.name());
  }

  /** The event is none that is scored. */
  void unscored(Event event) {
    for (int i = 0; i < COUNT; i++) {
      event.setNull(first + i);
    }
  }
}
