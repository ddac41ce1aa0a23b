package io.millrace.job.config;

import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.udf.quality.Baseline;
import java.time.Duration;

/** An input of the model, or its score, and how it was distributed in training. */
public final class QualityDrift {
  private static final int NONE = -1;

  private final int column;
  private final Baseline baseline;
  private final RowExpression where;
  private final int degraded;
  private final long leastEvents;
  private final Duration past;

  private QualityDrift(
      int column,
      Baseline baseline,
      RowExpression where,
      int degraded,
      long leastEvents,
      Duration past) {
    this.column = column;
    this.baseline = baseline;
    this.where = where;
    this.degraded = degraded;
    this.leastEvents = leastEvents;
    this.past = past;
  }

  /**
   * An input of the model, of the events that are scored.
   *
   * @param where events for which it is not true are not scored; null: all are
   * @param past how far back the input looks
   */
  static QualityDrift ofInput(
      int column, Baseline baseline, RowExpression where, long leastEvents, Duration past) {
    return new QualityDrift(column, baseline, where, NONE, leastEvents, past);
  }

  /**
   * The score, as the model gave it.
   *
   * @param degraded column that says why an event has another score; null in those that have not
   * @param past how far back any of the inputs looks
   */
  static QualityDrift ofScore(
      int column, Baseline baseline, int degraded, long leastEvents, Duration past) {
    return new QualityDrift(column, baseline, null, degraded, leastEvents, past);
  }

  public int column() {
    return column;
  }

  public Baseline baseline() {
    return baseline;
  }

  /** Events that a window must have for its drift to be told from chance. */
  public long leastEvents() {
    return leastEvents;
  }

  /**
   * How far back it looks. A stream that has not been watched for so long has features of less of
   * the past than those of the training, and no drift is told of them.
   */
  public Duration past() {
    return past;
  }

  /** Whether the event is one of those that the baseline is of. */
  public boolean isOf(Event event) {
    if (degraded != NONE) {
      return event.isNull(degraded) && !event.isNull(column);
    }
    return where == null || (where.evaluate(event) && where.longValue() != 0);
  }
}
