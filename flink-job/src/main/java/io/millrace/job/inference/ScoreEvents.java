package io.millrace.job.inference;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.RowExpression;
import io.millrace.job.inference.batch.BatchLimits;
import io.millrace.job.inference.batch.BatchScorer;
import io.millrace.job.inference.batch.RetryPolicy;
import io.millrace.job.inference.batch.VariantPlan;
import io.millrace.job.inference.catalog.InputsContract;
import io.millrace.job.inference.catalog.WrongInputsException;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import io.millrace.job.inference.metric.InferenceMetrics;
import io.millrace.job.inference.timing.SystemTimers;
import io.millrace.job.inference.timing.Timers;
import io.millrace.job.inference.variant.VariantMeasurements;
import io.millrace.record.VariantMetric;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
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
 * batch lost in a crash is sent again, and each event leaves with one score.
 */
public final class ScoreEvents extends RichAsyncFunction<Event, Event> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ScoreEvents.class);

  public static final String UID = "score";

  private static final long SHADOW_POLL_MILLIS = 5;

  private final PipelineFiles files;
  private final EndpointFactory endpoints;
  private final String endpointOverride;
  private final Clock clock;

  private transient RowExpression where;
  private transient FeatureLine line;
  private transient VariantRouter router;
  private transient FallbackRule rule;
  private transient ScoreColumns columns;
  private transient BatchScorer scorer;
  private transient Shadows shadows;
  private transient ModelEndpoint endpoint;
  private transient Timers timers;
  private transient InferenceMetrics metrics;
  private transient int entityColumn;
  private transient ColumnType entityType;
  private transient double timeoutMillis;

  ScoreEvents(PipelineFiles files, EndpointSettings settings, Clock clock) {
    this(
        files,
        settings.endpoint().orElse(null),
        (spec, inputsHash) ->
            SageMakerEndpoint.connect(settings, spec.endpoint(), inputsHash, spec.timeout()),
        clock);
  }

  ScoreEvents(
      PipelineFiles files, String endpointOverride, EndpointFactory endpoints, Clock clock) {
    this.clock = clock;
    this.files = files;
    this.endpointOverride = endpointOverride;
    this.endpoints = endpoints;
  }

  /**
   * Attaches the stage.
   *
   * @param files a pipeline with inference
   * @param settings where its endpoint is
   * @param clock says when an event was scored; serializable
   */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<Event> events,
      TypeInformation<Event> type,
      PipelineFiles files,
      EndpointSettings settings,
      Clock clock) {
    InferenceSpec spec = spec(Pipeline.of(files));
    ScoreEvents function = new ScoreEvents(files, settings, clock);
    return events.transform(UID, type, new ScoreOperatorFactory(function, spec)).uid(UID);
  }

  private static InferenceSpec spec(Pipeline pipeline) {
    return pipeline
        .inference()
        .orElseThrow(
            () -> new IllegalArgumentException(pipeline.files().location() + " has no inference"));
  }

  /** Most events that the operator holds at once: what every variant takes at its highest limit. */
  static int capacity(InferenceSpec spec) {
    long variants = spec.variants().values().stream().filter(weight -> weight > 0).count();
    return (int) Math.max(1, variants) * BatchLimits.of(spec).room(spec.concurrency());
  }

  /**
   * Time after which the operator itself completes an event with the fallback. Only a net under
   * {@link InferenceSpec#timeout}, which the scorer keeps.
   */
  static Duration operatorTimeout(InferenceSpec spec) {
    return spec.timeout().multipliedBy(2).plus(spec.batchDelay()).plusSeconds(1);
  }

  @Override
  public void open(OpenContext context) {
    Pipeline pipeline = Pipeline.of(files);
    InferenceSpec spec = spec(pipeline);
    where = spec.where().orElse(null);
    line = FeatureLine.of(pipeline.layout(), spec.inputs());
    router = VariantRouter.of(spec.variants());
    rule = FallbackRule.of(spec.fallbackScore());
    columns = new ScoreColumns(spec.scoreColumn(), clock);
    metrics = new InferenceMetrics(getRuntimeContext().getMetricGroup());
    entityColumn = pipeline.firstEntity();
    entityType = entityColumn < 0 ? null : pipeline.layout().column(entityColumn).type();
    timeoutMillis = operatorTimeout(spec).toMillis();
    String name = endpointOverride == null ? spec.endpoint() : endpointOverride;
    InputsContract contract =
        new InputsContract(
            name,
            FeatureLine.contractHash(pipeline.layout(), spec.inputs()),
            spec.inputs().stream()
                .map(input -> pipeline.layout().column(input).name())
                .collect(Collectors.toList()));
    endpoint = endpoints.connect(spec, contract.hash());
    requireInputs(contract, VariantPlan.of(spec));
    timers =
        new SystemTimers(
            "inference-timers-" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    scorer =
        new BatchScorer(
            BatchLimits.of(spec),
            VariantPlan.of(spec),
            RetryPolicy.backoff(new Random()),
            name,
            endpoint,
            timers,
            metrics::variant);
    metrics.pending(scorer::pending);
    shadows =
        new Shadows(
            spec.shadows(),
            BatchLimits.of(spec),
            name,
            endpoint,
            timers,
            metrics,
            new VariantMeasurements(pipeline.name(), spec.threshold(), spec.tolerance()));
  }

  /**
   * A model of other inputs is refused before the first event. Later it is not asked while the
   * stream goes on; so it is after a restart, lest a wrong deployment stop what did run.
   */
  private void requireInputs(InputsContract contract, VariantPlan plan) {
    Optional<String> breach = contract.breach(endpoint.models(), plan.names());
    if (breach.isPresent() && getRuntimeContext().getTaskInfo().getAttemptNumber() == 0) {
      throw new SuppressRestartsException(new WrongInputsException(breach.get()));
    }
    breach.ifPresent(LOG::error);
  }

  /** Whether another event should be given now. */
  boolean hasRoom() {
    return scorer.hasRoom();
  }

  /** What was measured of the shadows since the last time. */
  List<VariantMetric> takeShadowMeasurements(Instant now) {
    // None when it was never opened.
    return shadows == null ? List.of() : shadows.takeMeasurements(now);
  }

  /** Lets the shadows come to an end when every event has been scored; their time is bounded. */
  void awaitShadows() throws InterruptedException {
    while (!shadows.areIdle()) {
      Thread.sleep(SHADOW_POLL_MILLIS);
    }
  }

  /** On the task's thread, the only one that reads the row through expressions. */
  @Override
  public void asyncInvoke(Event event, ResultFuture<Event> result) {
    PendingScore pending = null;
    String variant;
    int length;
    try {
      if (where != null && !(where.evaluate(event) && where.longValue() != 0)) {
        columns.unscored(event);
        result.complete(Collections.singletonList(event));
        return;
      }
      pending = pending(event, result);
      variant = router.route(VariantRouter.key(event, entityColumn, entityType));
      length = line.write(event);
    } catch (RuntimeException e) {
      // A fault of ours or of a user's function: thrown on, the event would fail the job for ever.
      LOG.warn("event {} of {} cannot be sent", event.origin().sequence(), files.location(), e);
      (pending == null ? pending(event, result) : pending).degraded(DegradedReason.INTERNAL, 0);
      return;
    }
    pending.compareWith(shadows.submit(variant, line.buffer(), length, event.timeMillis()));
    scorer.submit(variant, line.buffer(), length, pending);
  }

  private PendingScore pending(Event event, ResultFuture<Event> result) {
    return new PendingScore(event, result, rule.score(event), columns, metrics);
  }

  @Override
  public void timeout(Event event, ResultFuture<Event> result) {
    pending(event, result).degraded(DegradedReason.TIMEOUT, timeoutMillis);
  }

  @Override
  public void close() {
    if (timers != null) {
      timers.close();
    }
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
