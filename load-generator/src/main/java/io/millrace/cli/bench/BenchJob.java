package io.millrace.cli.bench;

import io.millrace.cli.replay.LocalCluster;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.features.ComputeFeatures;
import io.millrace.job.features.DropDuplicates;
import io.millrace.job.features.EntityKey;
import io.millrace.job.features.state.StateSizes;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that computes features of a workload, with RocksDB and one subtask for each stage. */
final class BenchJob {
  /** What the events go through. */
  enum Chain {
    /** Nothing: what it costs to make events. */
    NONE("events alone"),
    /** The operator of features, in one thread with what makes the events. */
    FEATURES("features"),
    /** The same without heap for the keys in use: each event reads and writes RocksDB. */
    UNCACHED("features without heap for keys, 10,000 keys"),
    /** The stages of the job that are keyed, behind an exchange between two threads. */
    STAGES("exchange, drop duplicates, features");

    private final String text;

    Chain(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private final Chain chain;
  private final PipelineFiles files;
  private final TypeInformation<Event> type;
  private final Workload workload;
  private final long warmUp;
  private final long measured;

  /**
   * A job.
   *
   * @param keys of the workload
   * @param eventsADay of each key
   * @param warmUpDays days of events before the measurement begins
   * @param measured events that are measured
   */
  BenchJob(
      Chain chain,
      List<String> windows,
      long keys,
      double eventsADay,
      double warmUpDays,
      long measured) {
    this.chain = chain;
    this.files = BenchPipeline.of(windows);
    this.type = EventTypeInfo.of(files);
    this.workload = new Workload(keys, eventsADay, Pipeline.of(files).layout().size());
    this.warmUp = Math.max(1, workload.events(warmUpDays));
    this.measured = measured;
  }

  /** Runs it; returns what an event took. */
  Timing time(LocalCluster cluster) throws Exception {
    Map<String, Object> taken = cluster.run(timed(cluster), progress -> {}).accumulators();
    return new Timing(
        (double) (Long) taken.get(Stopwatch.NANOS) / measured,
        (double) (Long) taken.get(Stopwatch.CPU_NANOS) / measured);
  }

  /** Runs it; returns the bytes of RocksDB's files, compressed, when all events have come. */
  long stateBytes(LocalCluster cluster) throws Exception {
    return cluster.run(remembering(cluster), progress -> {}).snapshotBytes();
  }

  private JobGraph timed(LocalCluster cluster) {
    StreamExecutionEnvironment env = cluster.environment(1);
    through(
            events(env)
                .assignTimestampsAndWatermarks(
                    WatermarkStrategy.<Event>forMonotonousTimestamps()
                        .withTimestampAssigner((event, before) -> event.timeMillis())))
        .map(new Stopwatch(warmUp, measured))
        .returns(type)
        .sinkTo(new DiscardingSink<>());
    return env.getStreamGraph().getJobGraph();
  }

  private JobGraph remembering(LocalCluster cluster) {
    StreamExecutionEnvironment env = cluster.environment(1);
    through(events(env).transform("hold watermarks", type, new WithoutWatermarks()))
        .sinkTo(new DiscardingSink<>());
    return env.getStreamGraph().getJobGraph();
  }

  private SingleOutputStreamOperator<Event> events(StreamExecutionEnvironment env) {
    env.getConfig().enableObjectReuse();
    return env.fromSequence(0, warmUp + measured - 1).map(workload.toEvents()).returns(type);
  }

  private DataStream<Event> through(DataStream<Event> events) {
    EntityKey key = EntityKey.of(files, BenchPipeline.CUSTOMER);
    if (chain == Chain.NONE) {
      return events;
    }
    KeyedStream<Event, String> keyed;
    StateSizes sizes = StateSizes.DEFAULT;
    if (chain == Chain.FEATURES || chain == Chain.UNCACHED) {
      keyed = DataStreamUtils.reinterpretAsKeyedStream(events, key, Types.STRING);
    } else {
      Pipeline pipeline = Pipeline.of(files);
      DataStream<Event> single =
          DropDuplicates.attach(events.keyBy(key, Types.STRING), type, pipeline);
      keyed = DataStreamUtils.reinterpretAsKeyedStream(single, key, Types.STRING);
    }
    if (chain == Chain.UNCACHED) {
      sizes = sizes.withHeap(0, 0);
    }
    return ComputeFeatures.attach(
        keyed, type, files, BenchPipeline.STEP, BenchPipeline.ENTITY, sizes);
  }
}
