package io.millrace.job.config;

import io.millrace.job.event.RowExpression;
import io.millrace.job.expression.Expression;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How events are scored: which, by what inputs, at which variants, in what batches. Immutable. */
public final class InferenceSpec {
  /** In which order scored events go on. */
  public enum Order {
    /** As they came. */
    ORDERED,
    /** As they are scored; watermarks keep their place. */
    UNORDERED
  }

  private final String endpoint;
  private final Expression condition;
  private final RowExpression where;
  private final List<Integer> inputs;
  private final Map<String, Integer> variants;
  private final List<String> shadows;
  private final Order order;
  private final int batchRecords;
  private final int batchBytes;
  private final Duration batchDelay;
  private final int concurrency;
  private final Duration timeout;
  private final List<String> fallbackVariants;
  private final Expression fallbackScore;
  private final double threshold;
  private final double tolerance;
  private final int scoreColumn;

  private InferenceSpec(Builder builder) {
    this.endpoint = builder.endpoint;
    this.condition = builder.where;
    this.where = builder.where == null ? null : builder.where.newInstance();
    this.inputs = List.copyOf(builder.inputs);
    this.variants = Collections.unmodifiableMap(new LinkedHashMap<>(builder.variants));
    this.shadows = List.copyOf(builder.shadows);
    this.order = builder.order;
    this.batchRecords = builder.batchRecords;
    this.batchBytes = builder.batchBytes;
    this.batchDelay = builder.batchDelay;
    this.concurrency = builder.concurrency;
    this.timeout = builder.timeout;
    this.fallbackVariants = List.copyOf(builder.fallbackVariants);
    this.fallbackScore = builder.fallbackScore;
    this.threshold = builder.threshold;
    this.tolerance = builder.tolerance;
    this.scoreColumn = builder.scoreColumn;
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

  /** Production variants that score events, too, without being used. */
  public List<String> shadows() {
    return shadows;
  }

  public Order order() {
    return order;
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

  /** Most requests of a subtask to one variant on their way at once. */
  public int concurrency() {
    return concurrency;
  }

  /**
   * How long a batch may take, from the moment when it may leave, until its events get the
   * fallback: waiting for its turn, repeated requests and other variants included.
   */
  public Duration timeout() {
    return timeout;
  }

  /** Variants that are asked, in this order, for a batch that its own variant did not score. */
  public List<String> fallbackVariants() {
    return fallbackVariants;
  }

  /** Score of an event that no variant scored: numeric. Empty: it has none. */
  public Optional<Expression> fallbackScore() {
    return Optional.ofNullable(fallbackScore);
  }

  /** Score from which on an event is acted upon; tells where two variants decide differently. */
  public double threshold() {
    return threshold;
  }

  /** Scores of two variants that lie further apart than this disagree. */
  public double tolerance() {
    return tolerance;
  }

  /**
   * First of the seven score columns, which follow each other: score (DOUBLE), score_source
   * (STRING), model_variant (STRING), model_version (STRING), inference_ms (DOUBLE),
   * degraded_reason (STRING), scored_at (TIMESTAMP).
   */
  public int scoreColumn() {
    return scoreColumn;
  }

  /** Collects what the section says. */
  static final class Builder {
    String endpoint;
    Expression where;
    List<Integer> inputs = List.of();
    Map<String, Integer> variants = Map.of();
    List<String> shadows = List.of();
    Order order = Defaults.ORDER;
    int batchRecords = Defaults.BATCH_RECORDS;
    int batchBytes = Defaults.BATCH_BYTES;
    Duration batchDelay = Defaults.BATCH_DELAY;
    int concurrency = Defaults.CONCURRENCY;
    Duration timeout = Defaults.TIMEOUT;
    List<String> fallbackVariants = List.of();
    Expression fallbackScore;
    double threshold = Defaults.SCORE_THRESHOLD;
    double tolerance = Defaults.SCORE_TOLERANCE;
    int scoreColumn;

    InferenceSpec build() {
      return new InferenceSpec(this);
    }
  }
}
