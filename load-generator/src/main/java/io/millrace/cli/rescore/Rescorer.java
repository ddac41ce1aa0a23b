package io.millrace.cli.rescore;

import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.inference.FeatureLine;
import io.millrace.job.inference.VariantRouter;
import io.millrace.job.inference.batch.Answer;
import io.millrace.job.inference.batch.BatchLimits;
import io.millrace.job.inference.batch.BatchScorer;
import io.millrace.job.inference.batch.RetryPolicy;
import io.millrace.job.inference.batch.ScoreCallback;
import io.millrace.job.inference.batch.VariantPlan;
import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import io.millrace.job.inference.metric.InferenceMetrics;
import io.millrace.job.inference.timing.SystemTimers;
import io.millrace.job.inference.timing.Timers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Scores events as the job does: the same lines, variants, batches, retries and breakers. */
final class Rescorer {
  private static final long POLL_MILLIS = 2;

  private final Pipeline pipeline;
  private final InferenceSpec spec;
  private final EndpointSettings settings;
  private final Map<DegradedReason, Integer> failures = new ConcurrentSkipListMap<>();

  Rescorer(Pipeline pipeline, EndpointSettings settings) {
    this.pipeline = pipeline;
    this.spec = pipeline.inference().orElseThrow();
    this.settings = settings;
  }

  /** Scores every event that the endpoint scores; the others are {@link #failures}. */
  List<NewScore> score(List<Event> events) throws InterruptedException {
    List<NewScore> scores = Collections.synchronizedList(new ArrayList<>(events.size()));
    int failedBefore = failed();
    FeatureLine line = FeatureLine.of(pipeline.layout(), spec.inputs());
    VariantRouter router = VariantRouter.of(spec.variants());
    int entity = pipeline.firstEntity();
    ColumnType type = entity < 0 ? null : pipeline.layout().column(entity).type();
    try (Timers timers = new SystemTimers("rescore-timers");
        SageMakerEndpoint endpoint =
            SageMakerEndpoint.connect(
                settings,
                spec.endpoint(),
                FeatureLine.contractHash(pipeline.layout(), spec.inputs()),
                spec.timeout())) {
      BatchScorer scorer =
          new BatchScorer(
              BatchLimits.of(spec),
              VariantPlan.of(spec),
              RetryPolicy.backoff(new Random()),
              spec.endpoint(),
              endpoint,
              timers,
              new InferenceMetrics(new UnregisteredMetricsGroup())::variant);
      for (Event event : events) {
        while (!scorer.hasRoom()) {
          Thread.sleep(POLL_MILLIS);
        }
        int length = line.write(event);
        String variant = router.route(VariantRouter.key(event, entity, type));
        scorer.submit(variant, line.buffer(), length, new Waiting(event, scores));
      }
      while (scores.size() + failed() - failedBefore < events.size()) {
        Thread.sleep(POLL_MILLIS);
      }
    }
    return List.copyOf(scores);
  }

  /** Events that got no score again so far, by the reason. */
  Map<DegradedReason, Integer> failures() {
    return new TreeMap<>(failures);
  }

  private int failed() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** One event that waits. */
  private final class Waiting implements ScoreCallback {
    private final Event event;
    private final List<NewScore> scores;

    Waiting(Event event, List<NewScore> scores) {
      this.event = event;
      this.scores = scores;
    }

    @Override
    public void scored(double score, Answer answer) {
      scores.add(
          new NewScore(
              event, score, answer, TimeUnit.MILLISECONDS.toMicros(Clock.systemUTC().millis())));
    }

    @Override
    public void degraded(DegradedReason reason, double millis) {
      failures.merge(reason, 1, Integer::sum);
    }
  }
}
