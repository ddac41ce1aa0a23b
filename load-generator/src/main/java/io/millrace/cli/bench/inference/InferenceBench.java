package io.millrace.cli.bench.inference;

import io.millrace.cli.endpoint.DeployedModel;
import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.cli.replay.LocalCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Measures scoring against a stand-in of fixed latency, with batches of several sizes. */
final class InferenceBench {
  static final List<Integer> BATCH_RECORDS = List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512);

  /** The size that pipelines have by default, which the targets are for. */
  static final int DEFAULT_RECORDS = 128;

  static final Duration REQUEST_LATENCY = Duration.ofMillis(5);
  static final Duration RECORD_LATENCY = Duration.ofNanos(20_000);

  /** What no machine of ours exceeds: bounds the events of a run that takes so many seconds. */
  private static final double MOST_THROUGHPUT = 80_000;

  private final LocalCluster cluster;
  private final double seconds;

  /**
   * @param seconds that one measurement takes, about
   */
  InferenceBench(LocalCluster cluster, double seconds) {
    this.cluster = cluster;
    this.seconds = seconds;
  }

  /** Measurements that {@link #run} takes. */
  static int measurements() {
    return BATCH_RECORDS.size() * 2;
  }

  /**
   * Measures every size in turn, against one endpoint.
   *
   * @param done is called after each measurement
   */
  InferenceCurve run(Runnable done) throws Exception {
    InferenceCurve curve = new InferenceCurve();
    StandInOptions options =
        StandInOptions.of(
                InferenceWorkload.ENDPOINT,
                Map.of(),
                DeployedModel.of(InferenceWorkload.model(), null, null))
            .withLatency(REQUEST_LATENCY, RECORD_LATENCY);
    try (StandInEndpoint endpoint = StandInEndpoint.start(options)) {
      // Code is compiled before the first measurement counts.
      new InferenceJob(cluster, endpoint.url(), DEFAULT_RECORDS)
          .throughput(1, events(DEFAULT_RECORDS));
      for (int records : BATCH_RECORDS) {
        InferenceJob job = new InferenceJob(cluster, endpoint.url(), records);
        long events = events(records);
        double throughput = job.throughput(events / 4, events);
        done.run();
        long half = Math.max(500, (long) (throughput / 2 * seconds));
        double p99 = job.p99Millis(throughput / 2, half / 4, half);
        done.run();
        curve.add(new InferenceCurve.Point(records, throughput, p99, boundMillis(records)));
      }
    }
    return curve;
  }

  private long events(int records) {
    double possible = InferenceWorkload.CONCURRENCY * records / (fullBatchMillis(records) / 1e3);
    return (long) (Math.min(possible, MOST_THROUGHPUT) * seconds);
  }

  private static double fullBatchMillis(int records) {
    return REQUEST_LATENCY.plus(RECORD_LATENCY.multipliedBy(records)).toNanos() / 1e6;
  }

  private static double boundMillis(int records) {
    return InferenceCurve.MOST_LATENCY
        * (InferenceWorkload.BATCH_DELAY_MILLIS + fullBatchMillis(records));
  }
}
