package io.millrace.job.inference;

import io.millrace.job.event.Event;
import io.millrace.job.inference.batch.Answer;
import io.millrace.job.inference.endpoint.DegradedReason;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes the seven score columns; each method sets all of them, whatever they held before. */
final class ScoreColumns {
  /** The variant that the event was routed to scored it. */
  static final String BY_MODEL = "model";

  /** Another variant did. */
  static final String BY_OTHER_VARIANT = "other-variant";

  /** The pipeline's fallback expression did. */
  static final String BY_RULE = "rule";

  /** Nothing did: the score is null. */
  static final String BY_NONE = "none";

  private static final int SCORE = 0;
  private static final int SOURCE = 1;
  private static final int VARIANT = 2;
  private static final int VERSION = 3;
  private static final int MILLIS = 4;
  private static final int REASON = 5;
  private static final int AT = 6;
  private static final int COUNT = 7;

  private final int first;
  private final Clock clock;

  /**
   * @param first position of the first score column
   * @param clock tells when an event is scored
   */
  ScoreColumns(int first, Clock clock) {
    this.first = first;
    this.clock = clock;
  }

  void scored(Event event, double score, Answer answer) {
    Optional<DegradedReason> detour = answer.detour();
    event.setDouble(first + SCORE, score);
    event.setObject(first + SOURCE, detour.isPresent() ? BY_OTHER_VARIANT : BY_MODEL);
    event.setObject(first + VARIANT, answer.variant());
    event.setObject(first + VERSION, answer.modelVersion());
    event.setDouble(first + MILLIS, answer.millis());
    event.setObject(first + REASON, detour.map(Enum::name).orElse(null));
    event.setLong(first + AT, nowMicros());
  }

  /**
   * No variant scored the event, so none is named.
   *
   * @param rule score of the fallback expression; NaN when there is none
   */
  void degraded(Event event, double rule, DegradedReason reason, double millis) {
    if (Double.isNaN(rule)) {
      event.setNull(first + SCORE);
      event.setObject(first + SOURCE, BY_NONE);
    } else {
      event.setDouble(first + SCORE, rule);
      event.setObject(first + SOURCE, BY_RULE);
    }
    event.setNull(first + VARIANT);
    event.setNull(first + VERSION);
    event.setDouble(first + MILLIS, millis);
    event.setObject(first + REASON, reason.name());
    event.setLong(first + AT, nowMicros());
  }

  private long nowMicros() {
    return TimeUnit.MILLISECONDS.toMicros(clock.millis());
  }

  /** The event is none that is scored. */
  void unscored(Event event) {
    for (int i = 0; i < COUNT; i++) {
      event.setNull(first + i);
    }
  }
}
