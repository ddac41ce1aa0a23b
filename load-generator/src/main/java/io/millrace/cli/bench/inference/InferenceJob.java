package io.millrace.cli.bench.inference;

import io.millrace.cli.replay.LocalCluster;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.inference.ScoreEvents;
import io.millrace.job.inference.endpoint.EndpointSettings;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that does nothing but score, with one subtask that makes events and one that scores. */
final class InferenceJob {
  private static final long BUFFER_TIMEOUT_MILLIS = 1;

  private final LocalCluster cluster;
  private final URI endpoint;
  private final PipelineFiles files;

  InferenceJob(LocalCluster cluster, URI endpoint, int batchRecords) {
    this.cluster = cluster;
    this.endpoint = endpoint;
    this.files = InferenceWorkload.pipeline(batchRecords);
  }

  /** Events a second that are scored when they come as fast as they are taken. */
  double throughput(long warmUp, long measured) throws Exception {
    Map<String, Object> results = run(Double.POSITIVE_INFINITY, warmUp, measured);
    return measured * 1e9 / (Long) results.get(Recorder.NANOS);
  }

  /** 99th percentile in milliseconds of the time from an event's moment until it is scored. */
  @SuppressWarnings("unchecked") // the accumulator's own type
  double p99Millis(double rate, long warmUp, long measured) throws Exception {
    TreeMap<Integer, Integer> latencies =
        (TreeMap<Integer, Integer>) run(rate, warmUp, measured).get(Recorder.LATENCIES);
    long rank = (long) Math.ceil(measured * 0.99);
    long seen = 0;
    for (Map.Entry<Integer, Integer> latency : latencies.entrySet()) {
      seen += latency.getValue();
      if (seen >= rank) {
        return (latency.getKey() + 1) * Recorder.STEP_NANOS / 1e6;
      }
    }
    throw new IllegalStateException("expected " + measured + " events, got " + seen);
  }

  private Map<String, Object> run(double rate, long warmUp, long measured) throws Exception {
    StreamExecutionEnvironment env = cluster.environment(1);
    env.getConfig().enableObjectReuse();
    env.setBufferTimeout(BUFFER_TIMEOUT_MILLIS);
    TypeInformation<Event> type = EventTypeInfo.of(files);
    SingleOutputStreamOperator<Event> events =
        env.fromSequence(0, warmUp + measured - 1).map(new PacedEvents(files, rate)).returns(type);
    // In a task of its own: one that waits for the next event must hold up no result.
    SingleOutputStreamOperator<Event> scored =
        ScoreEvents.attach(events, type, files, EndpointSettings.local(endpoint), Clock.systemUTC())
            .startNewChain();
    int reason = Pipeline.of(files).inference().orElseThrow().scoreColumn() + 5;
    scored.map(new Recorder(reason, warmUp, measured)).returns(type).sinkTo(new DiscardingSink<>());
    Map<String, Object> results =
        cluster.run(env.getStreamGraph().getJobGraph(), progress -> {}).accumulators();
    long degraded = (Long) results.get(Recorder.DEGRADED);
    if (degraded > 0) {
      throw new IllegalStateException(
          degraded + " events were not scored by the model, so nothing was measured");
    }
    return results;
  }
}
