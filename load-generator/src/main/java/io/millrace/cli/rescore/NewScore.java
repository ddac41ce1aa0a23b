package io.millrace.cli.rescore;

import io.millrace.job.event.Event;
import io.millrace.job.inference.batch.Answer;
import io.millrace.job.inference.endpoint.DegradedReason;

/** The score of an event that had none of the model. Immutable. */
final class NewScore {
  final Event event;
  final double score;
  final String variant;
  final String version;
  final double millis;
  final DegradedReason detour;

  /** When it was scored, microseconds since the epoch. */
  final long atMicros;

  NewScore(Event event, double score, Answer answer, long atMicros) {
    this.event = event;
    this.score = score;
    this.variant = answer.variant();
    this.version = answer.modelVersion();
    this.millis = answer.millis();
    this.detour = answer.detour().orElse(null);
    this.atMicros = atMicros;
  }
}
