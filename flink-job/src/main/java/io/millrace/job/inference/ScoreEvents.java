package io.millrace.job.inference;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import io.millrace.job.inference.timing.SystemTimers;
import java.time.Duration;
import java.util.Collections;
import java.util.Random;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores events at the pipeline's endpoint, in batches, without ever stopping the stream: an event
 * that gets no score within its time goes on with the fallback and the reason. Events for which the
 * pipeline's {@code where} is not true go on at once, their score columns null.
 *
 * <p>Runs in Flink's async operator, which keeps each event in its state until it is scored: a
 * batch lost in a crash is sent again. Give the operator {@link #capacity} and {@link
 * #operatorTimeout}.
 */
public final class ScoreEvents extends RichAsyncFunction<Event, Event> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ScoreEvents.class);

  private final PipelineFiles files;
  private final EndpointFactory endpoints;
  private final String endpointOverride;

  private transient RowExpression where;
  private transient FeatureLine line;
  private transient VariantRouter router;
  private transient ScoreColumns columns;
  private transient BatchScorer scorer;
  private transient InferenceMetrics metrics;
  private transient int entityColumn;
  private transient ColumnType entityType;
  private transient double timeoutMillis;

  /**
   * @param files a pipeline with inference
   * @param settings where its endpoint is
   */
  public ScoreEvents(PipelineFiles files, EndpointSettings settings) {
    this(
        files,
        settings.endpoint().orElse(null),
        spec ->
            SageMakerEndpoint.connect(
                settings, spec.endpoint(), spec.timeout(), BatchScorer.BATCHES_IN_FLIGHT));
  }

  ScoreEvents(PipelineFiles files, String endpointOverride, EndpointFactory endpoints) {
    this.files = files;
    this.endpointOverride = endpointOverride;
    this.endpoints = endpoints;
  }

  /**
   * Events that the async operator holds at once: a full batch on each request slot, and one that
   * fills for each variant meanwhile.
   */
  public static int capacity(InferenceSpec spec) {
    return spec.batchRecords()
        * (BatchScorer.BATCHES_IN_FLIGHT + Math.max(1, spec.variants().size()));
  }

  /**
   * Time after which the async operator itself completes an event with the fallback. Only a net
   * under {@link InferenceSpec#timeout}: an event may wait for a slot while every request before it
   * takes its full time, then takes its own.
   */
  public static Duration operatorTimeout(InferenceSpec spec) {
    return spec.timeout().multipliedBy(4).plus(spec.batchDelay()).plusSeconds(1);
  }

  @Override
  public void open(OpenContext context) {
    Pipeline pipeline = Pipeline.of(files);
    InferenceSpec spec =
        pipeline
            .inference()
            .orElseThrow(
                () -> new IllegalArgumentException(files.location() + " has no inference"));
    where = spec.where().orElse(null);
    line = FeatureLine.of(pipeline.layout(), spec.inputs());
    router = VariantRouter.of(spec.variants());
    columns = new ScoreColumns(spec.scoreColumn(), spec.fallbackScore());
    metrics = new InferenceMetrics(getRuntimeContext().getMetricGroup());
    entityColumn = pipeline.firstEntity();
    entityType = entityColumn < 0 ? null : pipeline.layout().column(entityColumn).type();
    timeoutMillis = operatorTimeout(spec).toMillis();
    String name = endpointOverride == null ? spec.endpoint() : endpointOverride;
    scorer =
        new BatchScorer(
            BatchLimits.of(spec),
            name,
            endpoints.connect(spec),
            new SystemTimers(
                "inference-timers-" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask()),
            new Random(),
            metrics);
  }

  /** On the task's thread, the only one that reads the row through expressions. */
  @Override
  public void asyncInvoke(Event event, ResultFuture<Event> result) {
    PendingScore pending = new PendingScore(event, result, columns, metrics);
    String variant;
    int length;
    try {
      if (where != null && !(where.evaluate(event) && where.longValue() != 0)) {
        columns.unscored(event);
        result.complete(Collections.singletonList(event));
        return;
      }
      variant = router.route(VariantRouter.key(event, entityColumn, entityType));
      length = line.write(event);
    } catch (RuntimeException e) {
      // A fault of ours or of a user's function: thrown on, the event would fail the job for ever.
      LOG.warn("event {} of {} cannot be sent", event.origin().sequence(), files.location(), e);
      pending.degraded(DegradedReason.INTERNAL, 0);
      return;
    }
    scorer.submit(variant, line.buffer(), length, pending);
  }

  @Override
  public void timeout(Event event, ResultFuture<Event> result) {
    new PendingScore(event, result, columns, metrics)
        .degraded(DegradedReason.TIMEOUT, timeoutMillis);
  }

  @Override
  public void close() {
    if (scorer != null) {
      scorer.close();
    }
  }
}
