package io.millrace.job.inference.metric;

import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * What is measured of the requests to one variant. Gauges that are no state are of the last 1,000
 * requests. Thread-safe.
 */
public final class VariantMeters {
  private static final int RECENT = 1_000;

  private final MetricGroup group;
  private final Counter batches;
  private final Counter records;
  private final Counter failed;
  private final Counter throttled;
  private final Counter timedOut;
  private final Counter split;
  private final RecentValues batchSize = new RecentValues(RECENT);
  private final RecentValues latency = new RecentValues(RECENT);

  VariantMeters(MetricGroup group) {
    this.group = group;
    batches = group.counter("batches", new ConcurrentCounter());
    records = group.counter("batchedRecords", new ConcurrentCounter());
    failed = group.counter("failedRequests", new ConcurrentCounter());
    throttled = group.counter("throttled", new ConcurrentCounter());
    timedOut = group.counter("timedOut", new ConcurrentCounter());
    split = group.counter("split", new ConcurrentCounter());
    gauge("batchSizeP50", () -> batchSize.quantile(0.5));
    gauge("latencyMsP50", () -> latency.quantile(0.5));
    gauge("latencyMsP95", () -> latency.quantile(0.95));
    gauge("latencyMsP99", () -> latency.quantile(0.99));
  }

  private void gauge(String name, Gauge<Double> value) {
    group.gauge(name, value);
  }

  /**
   * Shows the state of a variant's requests.
   *
   * @param queued batches that wait for a slot
   * @param inFlight requests on their way
   * @param limit requests that may be
   * @param breaker 0 closed, 1 half open, 2 open
   */
  public void show(
      IntSupplier queued, IntSupplier inFlight, IntSupplier limit, IntSupplier breaker) {
    group.gauge("queued", (Gauge<Integer>) queued::getAsInt);
    group.gauge("inFlight", (Gauge<Integer>) inFlight::getAsInt);
    group.gauge("concurrencyLimit", (Gauge<Integer>) limit::getAsInt);
    group.gauge("breakerState", (Gauge<Integer>) breaker::getAsInt);
  }

  /** A request brought scores. */
  public void answered(int events, long nanos) {
    batches.inc();
    records.inc(events);
    batchSize.add(events);
    latency.add(nanos / 1e6);
  }

  /** A request brought none, whether or not it is sent again. */
  public void failed() {
    failed.inc();
  }

  /** It was refused for load. */
  public void throttled() {
    throttled.inc();
  }

  /** It was not answered in time. */
  public void timedOut() {
    timedOut.inc();
  }

  /** It was too large, and goes on in two halves. */
  public void split() {
    split.inc();
  }
}
