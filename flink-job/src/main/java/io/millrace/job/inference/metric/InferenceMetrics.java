package io.millrace.job.inference.metric;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What inference measures, under the metric group that the managed service sends to CloudWatch. The
 * numbers are a view for operators: they start at zero with each attempt of the job. Thread-safe.
 */
public final class InferenceMetrics {
  /** Name in the metrics of a variant that is not asked for by name: the endpoint chooses. */
  private static final String ANY = "any";

  private static final int RECENT_EVENTS = 10_000;

  private final MetricGroup group;
  private final Counter scored;
  private final Counter degraded;
  private final Counter shadowDropped;
  private final RecentValues degradedShare = new RecentValues(RECENT_EVENTS);

  public InferenceMetrics(MetricGroup operator) {
    group = operator.addGroup("kinesisanalytics").addGroup("inference");
    scored = group.counter("scored", new ConcurrentCounter());
    degraded = group.counter("degraded", new ConcurrentCounter());
    shadowDropped = group.counter("shadowDropped", new ConcurrentCounter());
    group.gauge("degradedShare", (Gauge<Double>) degradedShare::mean);
  }

  /** Meters of a variant, as a dimension of its own; null for the one that the endpoint chooses. */
  public VariantMeters variant(String name) {
    return new VariantMeters(group.addGroup("variant", name == null ? ANY : name));
  }

  /** Meters of a variant in the shadow. */
  public VariantMeters shadow(String name) {
    return new VariantMeters(group.addGroup("shadow", name));
  }

  /** An event was not sent to a shadow that is behind. */
  public void shadowDropped() {
    shadowDropped.inc();
  }

  /** Shows the events that wait for their score. */
  public void pending(IntSupplier events) {
    group.gauge("pending", (Gauge<Integer>) events::getAsInt);
  }

  /** An event was scored by the variant that should. */
  public void scored() {
    scored.inc();
    degradedShare.add(0);
  }

  /** An event was scored by another variant, by the rule, or not at all. */
  public void degraded() {
    degraded.inc();
    degradedShare.add(1);
  }
}
