package io.millrace.job.config;

import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Expression;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How events are scored: which, by what inputs, at which variants, in what batches. */
public final class InferenceSpec {
  private final String endpoint;
  private final Expression condition;
  private final RowExpression where;
  private final List<Integer> inputs;
  private final Map<String, Integer> variants;
  private final int batchRecords;
  private final int batchBytes;
  private final Duration batchDelay;
  private final Duration timeout;
  private final Double fallbackScore;
  private final int scoreColumn;

  InferenceSpec(
      String endpoint,
      Expression where,
      List<Integer> inputs,
      Map<String, Integer> variants,
      int batchRecords,
      int batchBytes,
      Duration batchDelay,
      Duration timeout,
      Double fallbackScore,
      int scoreColumn) {
    this.endpoint = endpoint;
    this.condition = where;
    this.where = where == null ? null : where.newInstance();
    this.inputs = List.copyOf(inputs);
    this.variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
    this.batchRecords = batchRecords;
    this.batchBytes = batchBytes;
    this.batchDelay = batchDelay;
    this.timeout = timeout;
    this.fallbackScore = fallbackScore;
    this.scoreColumn = scoreColumn;
  }

  /** Name of the endpoint; the environment may override it. */
  public String endpoint() {
    return endpoint;
  }

  /** Events for which this BOOLEAN expression is not true are not scored. Empty: all are. */
  public Optional<RowExpression> where() {
    return Optional.ofNullable(where);
  }

  /** The condition with its text and the columns that it reads. Empty: all events are scored. */
  public Optional<Expression> condition() {
    return Optional.ofNullable(condition);
  }

  /** Columns sent to the model, in the order that it expects. Numeric or BOOLEAN. */
  public List<Integer> inputs() {
    return inputs;
  }

  /** Production variants and their weights, in the order written; empty: the endpoint chooses. */
  public Map<String, Integer> variants() {
    return variants;
  }

  public int batchRecords() {
    return batchRecords;
  }

  public int batchBytes() {
    return batchBytes;
  }

  public Duration batchDelay() {
    return batchDelay;
  }

  /** How long one request may take before its events get the fallback. */
  public Duration timeout() {
    return timeout;
  }

  /** Score of an event that no variant scored; null: the score is null. */
  public Double fallbackScore() {
    return fallbackScore;
  }

  /**
   * First of the six score columns, which follow each other: score (DOUBLE), score_source (STRING),
   * model_variant (STRING), model_version (STRING), inference_ms (DOUBLE), degraded_reason
   * (STRING).
   */
  public int scoreColumn() {
    return scoreColumn;
  }
}
