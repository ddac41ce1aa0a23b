package io.millrace.job.inference;

import io.millrace.job.event.Event;
import io.millrace.job.inference.batch.Answer;
import io.millrace.job.inference.batch.ScoreCallback;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.metric.InferenceMetrics;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event that waits for its score in the async operator. The operator may be writing the event
 * to a checkpoint at this moment, so a copy takes the score.
 */
final class PendingScore implements ScoreCallback {
  private static final Logger LOG = LoggerFactory.getLogger(PendingScore.class);

  private final Event event;
  private final ResultFuture<Event> result;
  private final double rule;
  private final ScoreColumns columns;
  private final InferenceMetrics metrics;
  private volatile List<ShadowScore> shadows = List.of();

  /**
   * @param rule score of the fallback expression, computed on the task's thread; NaN: none
   */
  PendingScore(
      Event event,
      ResultFuture<Event> result,
      double rule,
      ScoreColumns columns,
      InferenceMetrics metrics) {
    this.event = event;
    this.result = result;
    this.rule = rule;
    this.columns = columns;
    this.metrics = metrics;
  }

  /** Those that hear of the score; told before the event is sent to the variant that counts. */
  void compareWith(List<ShadowScore> scores) {
    shadows = scores;
  }

  @Override
  public void scored(double score, Answer answer) {
    Event scored = event.copy();
    columns.scored(scored, score, answer);
    if (answer.detour().isPresent()) {
      metrics.degraded();
    } else {
      metrics.scored();
    }
    for (ShadowScore shadow : shadows) {
      shadow.used(score);
    }
    complete(scored);
  }

  @Override
  public void degraded(DegradedReason reason, double millis) {
    Event degraded = event.copy();
    columns.degraded(degraded, rule, reason, millis);
    metrics.degraded();
    complete(degraded);
  }

  private void complete(Event outcome) {
    try {
      result.complete(Collections.singletonList(outcome));
    } catch (RejectedExecutionException closing) {
      // The task is going away with the event in its state, from which it is scored again.
      LOG.debug("an answer came after the task closed", closing);
    }
  }
}
