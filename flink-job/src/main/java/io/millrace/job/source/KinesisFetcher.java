package io.millrace.job.source;

import io.millrace.job.event.Decoded;
import io.millrace.job.event.RawEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.source.SourceFunction;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.internals.ShardConsumer;
import org.apache.flink.streaming.connectors.kinesis.metrics.ShardConsumerMetricsReporter;
import org.apache.flink.streaming.connectors.kinesis.model.KinesisStreamShardState;
import org.apache.flink.streaming.connectors.kinesis.model.SentinelSequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.SequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * The connector's reader of one subtask, with watermarks and idleness decided by {@link
 * ShardWatermarks}, which is guarded by the checkpoint lock: records come on a thread for each
 * shard, new shards on the source's own, watermarks on the task's.
 */
@SuppressWarnings("deprecation") // of SourceFunction: the connector for Flink 1.20 is one
final class KinesisFetcher extends KinesisDataFetcher<RawEvent> {
  private static final SequenceNumber END =
      SentinelSequenceNumber.SENTINEL_SHARD_ENDING_SEQUENCE_NUM.get();

  private final SourceFunction.SourceContext<RawEvent> context;
  private final Object lock;
  private final ProcessingTimeService clock;
  private final Properties properties;
  private final ShardWatermarks watermarks;

  /** By the connector's index; null for a shard that had been read to its end before the start. */
  private final List<ShardWatermarks.Shard> shards = new ArrayList<>();

  private final List<KinesisStreamShardState> states = new ArrayList<>();

  private long emitted = Long.MIN_VALUE;
  private boolean idle;

  KinesisFetcher(
      FlinkKinesisConsumer<RawEvent> consumer,
      List<String> streams,
      SourceFunction.SourceContext<RawEvent> context,
      RuntimeContext runtime,
      Properties properties,
      KinesisDeserializationSchema<RawEvent> decoding,
      ShardWatermarks watermarks) {
    super(
        streams,
        new NeverIdle(context),
        runtime,
        properties,
        decoding,
        consumer.getShardAssigner(),
        consumer.getPeriodicWatermarkAssigner(),
        null);
    this.context = context;
    this.lock = context.getCheckpointLock();
    this.clock = ((StreamingRuntimeContext) runtime).getProcessingTimeService();
    this.properties = properties;
    this.watermarks = watermarks;
  }

  @Override
  public List<StreamShardHandle> discoverNewShardsToSubscribe() throws InterruptedException {
    long askedAt = clock.getCurrentProcessingTime();
    List<StreamShardHandle> found = super.discoverNewShardsToSubscribe();
    synchronized (lock) {
      long now = clock.getCurrentProcessingTime();
      // They hold the watermark from here on, before the shards that they come from let go of it.
      found.forEach(shard -> watermarks.shard(shard.getShard().getShardId(), now));
      watermarks.discovered(askedAt);
    }
    return found;
  }

  @Override
  public int registerNewSubscribedShardState(KinesisStreamShardState state) {
    synchronized (lock) {
      int index = super.registerNewSubscribedShardState(state);
      String id = state.getStreamShardHandle().getShard().getShardId();
      boolean readBefore = state.getLastProcessedSequenceNum().equals(END);
      if (readBefore) {
        watermarks.forget(id);
      }
      shards.add(readBefore ? null : watermarks.shard(id, clock.getCurrentProcessingTime()));
      states.add(state);
      return index;
    }
  }

  @Override
  protected ShardConsumer<RawEvent> createShardConsumer(
      Integer index,
      StreamShardHandle handle,
      SequenceNumber last,
      MetricGroup metrics,
      KinesisDeserializationSchema<RawEvent> decoding)
      throws InterruptedException {
    return new ShardConsumer<>(
        this,
        createRecordPublisher(last, properties, metrics, handle),
        index,
        handle,
        last,
        new ReadReporter(metrics, index),
        decoding);
  }

  @Override
  protected void emitRecordAndUpdateState(
      RawEvent record, long arrivalMillis, int index, SequenceNumber sequence) {
    Decoded decoded = record.decoded();
    // Read before the record is handed on, for then it is another's.
    boolean isEvent = decoded.isEvent();
    long time = isEvent ? decoded.event().timeMillis() : 0;
    synchronized (lock) {
      super.emitRecordAndUpdateState(record, arrivalMillis, index, sequence);
      if (isEvent) {
        shards.get(index).event(time, clock.getCurrentProcessingTime());
      }
    }
  }

  @Override
  protected void emitWatermark() {
    synchronized (lock) {
      long now = clock.getCurrentProcessingTime();
      for (int i = 0; i < shards.size(); i++) {
        if (shards.get(i) != null && states.get(i).getLastProcessedSequenceNum().equals(END)) {
          shards.get(i).end(now);
        }
      }
      OptionalLong watermark = watermarks.watermark(now);
      if (watermark.isEmpty()) {
        idle = true;
        context.markAsTemporarilyIdle();
      } else if (idle || watermark.getAsLong() > emitted) {
        // The watermark of before, once more, is how a source says that it is active again.
        idle = false;
        emitted = Math.max(emitted, watermark.getAsLong());
        context.emitWatermark(new Watermark(emitted));
      }
    }
  }

  /** Tells how far a shard is read; the connector reports it after it has handed on the records. */
  private final class ReadReporter extends ShardConsumerMetricsReporter {
    private final int index;

    ReadReporter(MetricGroup metrics, int index) {
      super(metrics);
      this.index = index;
    }

    @Override
    public void setMillisBehindLatest(long millisBehindLatest) {
      super.setMillisBehindLatest(millisBehindLatest);
      synchronized (lock) {
        shards.get(index).read(millisBehindLatest == 0, clock.getCurrentProcessingTime());
      }
    }
  }

  /**
   * Keeps the connector from declaring the source idle: it does so when its last shard ends, before
   * it has looked for the children.
   */
  private static final class NeverIdle implements SourceFunction.SourceContext<RawEvent> {
    private final SourceFunction.SourceContext<RawEvent> context;

    NeverIdle(SourceFunction.SourceContext<RawEvent> context) {
      this.context = context;
    }

    @Override
    public void collect(RawEvent element) {
      context.collect(element);
    }

    @Override
    public void collectWithTimestamp(RawEvent element, long timestamp) {
      context.collectWithTimestamp(element, timestamp);
    }

    @Override
    public void emitWatermark(Watermark mark) {
      context.emitWatermark(mark);
    }

    @Override
    public void markAsTemporarilyIdle() {}

    @Override
    public Object getCheckpointLock() {
      return context.getCheckpointLock();
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
