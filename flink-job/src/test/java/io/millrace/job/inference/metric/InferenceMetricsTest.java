package io.millrace.job.inference.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class InferenceMetricsTest {
  /** Keeps what is registered, by its path. */
  private static final class RecordingGroup extends UnregisteredMetricsGroup {
    private final String path;
    private final Map<String, Metric> registered;

    RecordingGroup(String path, Map<String, Metric> registered) {
      this.path = path;
      this.registered = registered;
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
      registered.put(path + name, counter);
      return counter;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      registered.put(path + name, gauge);
      return gauge;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new RecordingGroup(path + name + '.', registered);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new RecordingGroup(path + key + '=' + value + '.', registered);
    }
  }

  private final Map<String, Metric> registered = new TreeMap<>();
  private final InferenceMetrics metrics = new InferenceMetrics(new RecordingGroup("", registered));

  private Object value(String name) {
    Metric metric = registered.get("kinesisanalytics.inference." + name);
    return metric instanceof Counter
        ? (Object) ((Counter) metric).getCount()
        : ((Gauge<?>) metric).getValue();
  }

  @Test
  void standUnderTheGroupThatReachesCloudWatchByVariant() {
    metrics.variant("champion").show(() -> 1, () -> 2, () -> 3, () -> 2);
    metrics.variant(null);
    metrics.shadow("candidate");
    metrics.pending(() -> 7);

    assertThat(registered.keySet())
        .allMatch(name -> name.startsWith("kinesisanalytics.inference."))
        .contains(
            "kinesisanalytics.inference.variant=any.latencyMsP99",
            "kinesisanalytics.inference.shadow=candidate.batches");
    assertThat(value("pending")).isEqualTo(7);
    assertThat(value("variant=champion.queued")).isEqualTo(1);
    assertThat(value("variant=champion.inFlight")).isEqualTo(2);
    assertThat(value("variant=champion.concurrencyLimit")).isEqualTo(3);
    assertThat(value("variant=champion.breakerState")).isEqualTo(2);
  }

  @Test
  void countWhatBecameOfRequests() {
    VariantMeters meters = metrics.variant("champion");
    for (int i = 1; i <= 100; i++) {
      meters.answered(128, i * 1_000_000L);
    }
    meters.failed();
    meters.failed();
    meters.throttled();
    meters.timedOut();
    meters.split();
    assertThat(value("variant=champion.batches")).isEqualTo(100L);
    assertThat(value("variant=champion.batchedRecords")).isEqualTo(12_800L);
    assertThat(value("variant=champion.batchSizeP50")).isEqualTo(128.0);
    assertThat(value("variant=champion.latencyMsP50")).isEqualTo(50.0);
    assertThat(value("variant=champion.latencyMsP95")).isEqualTo(95.0);
    assertThat(value("variant=champion.latencyMsP99")).isEqualTo(99.0);
    assertThat(value("variant=champion.failedRequests")).isEqualTo(2L);
    assertThat(value("variant=champion.throttled")).isEqualTo(1L);
    assertThat(value("variant=champion.timedOut")).isEqualTo(1L);
    assertThat(value("variant=champion.split")).isEqualTo(1L);
  }

  @Test
  void tellTheShareOfDegradedEventsOfLate() {
    for (int i = 0; i < 20_000; i++) {
      metrics.degraded();
    }
    for (int i = 0; i < 7_500; i++) {
      metrics.scored();
    }
    metrics.shadowDropped();
    assertThat(value("scored")).isEqualTo(7_500L);
    assertThat(value("degraded")).isEqualTo(20_000L);
    assertThat(value("degradedShare")).isEqualTo(0.25);
    assertThat(value("shadowDropped")).isEqualTo(1L);
  }
}
