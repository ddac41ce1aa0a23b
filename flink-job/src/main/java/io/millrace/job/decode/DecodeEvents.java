package io.millrace.job.decode;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.StageCount;
import io.millrace.job.sideoutput.CountingOperator;
import io.millrace.job.sideoutput.SideOutputs;
import io.millrace.job.sideoutput.SideRecords;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Splits records into events and dead letters, and marks the events that are late within their
 * shard. Chained to the source, so that it sees each shard in its order.
 */
public final class DecodeEvents extends CountingOperator<RawEvent, Event> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "decode";

  /** Shard and the highest event time read from it; every subtask restores all of them. */
  private static final ListStateDescriptor<Tuple2<String, Long>> HIGHEST_TIMES =
      new ListStateDescriptor<>("highest-event-times", Types.TUPLE(Types.STRING, Types.LONG));

  private final PipelineFiles files;
  private transient Pipeline pipeline;
  private transient ShardOrder order;
  private transient ListState<Tuple2<String, Long>> highestTimes;
  private transient StreamRecord<Event> out;
  private transient ShardPositions positions;

  private DecodeEvents(PipelineFiles files) {
    this.files = files;
  }

  /** Attaches the stage to a source; its dead letters are in {@link SideOutputs#DEAD_LETTERS}. */
  public static SingleOutputStreamOperator<Event> attach(
      DataStream<RawEvent> records, PipelineFiles files) {
    return records
        .transform(UID, EventTypeInfo.of(files), new DecodeEvents(files))
        .uid(UID)
        .setParallelism(records.getParallelism());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    pipeline = Pipeline.of(files);
    order = new ShardOrder(pipeline.event().ordering().toMillis());
    highestTimes = context.getOperatorStateStore().getUnionListState(HIGHEST_TIMES);
    for (Tuple2<String, Long> shard : highestTimes.get()) {
      order.restore(shard.f0, shard.f1);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    out = new StreamRecord<>(null);
    positions = new ShardPositions();
  }

  @Override
  public void processElement(StreamRecord<RawEvent> element) {
    RawEvent raw = element.getValue();
    Decoded decoded = raw.decoded();
    positions.add(raw.origin());
    count(Counter.READ);
    count(Counter.BYTES, raw.payload().length);
    if (decoded.isEvent()) {
      Event event = decoded.event();
      event.setLate(order.isLate(event.origin(), event.timeMillis()));
      output.collect(out.replace(event, event.timeMillis()));
    } else {
      count(Counter.DEAD_LETTERED);
      output.collect(
          SideOutputs.DEAD_LETTERS,
          new StreamRecord<>(SideRecords.deadLetter(pipeline, raw), raw.origin().arrivalMillis()));
    }
  }

  @Override
  protected void tellMore(Consumer<StageCount> books) {
    positions.drainTo(books);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    highestTimes.clear();
    boolean keepsIdleShards = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    for (ShardOrder.Shard shard : order.shards()) {
      if (shard.isActive() || keepsIdleShards) {
        highestTimes.add(Tuple2.of(shard.name(), shard.highest()));
      }
    }
  }
}
