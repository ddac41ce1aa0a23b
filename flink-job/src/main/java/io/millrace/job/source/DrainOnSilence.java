package io.millrace.job.source;

import java.time.Duration;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Lets the watermark advance on processing time while the source is idle, so that a stream that
 * falls silent leaves nothing behind in buffers and open windows.
 *
 * <p>Records pass. When the source turns idle, the watermark advances by as much as the clock does,
 * from the highest event time that passed, until it is {@code horizon} beyond: then every buffer is
 * empty and every window closed. The first record afterwards ends it. The highest event time is
 * state, so that a restart during the silence still drains what the checkpoint holds.
 *
 * <p>Each step is a pulse: active, watermark, idle. Were the operator to stay active, its own
 * watermark would be one more that the operators after the exchange wait for, and would hold back
 * the events of a subtask that still reads. To them an idle channel is none: a pulse counts only
 * where every other channel is idle too, or further on; it never sets a watermark back.
 *
 * <p>It stands directly after the source and before any exchange, for idleness ends at an operator
 * that makes watermarks of its own. A record without an event time has the timestamp {@link
 * Long#MIN_VALUE}.
 */
final class DrainOnSilence<T> extends AbstractStreamOperator<T>
    implements OneInputStreamOperator<T, T> {
  private static final long serialVersionUID = 1L;

  static final String UID = "drain-on-silence";
  private static final String NAME = "drain on silence";
  private static final String HIGHEST = "highest-event-time";

  private final long horizonMillis;
  private final long stepMillis;

  private transient ListState<Long> highestState;
  private transient long highest;
  private transient long emitted;
  private transient boolean idle;

  /** Counts the silences, so that a step of one that is over finds that it is. */
  private transient long silences;

  /**
   * @param horizon how far beyond the last event the watermark must get: the ordering, the longest
   *     window, its allowed lateness, and one window more
   * @param step how often the watermark advances
   */
  DrainOnSilence(Duration horizon, Duration step) {
    this.horizonMillis = horizon.toMillis();
    this.stepMillis = step.toMillis();
    this.chainingStrategy = ChainingStrategy.ALWAYS;
  }

  /** Puts the operator after a source; its parallelism and chain are the source's. */
  static <T> SingleOutputStreamOperator<T> attach(
      SingleOutputStreamOperator<T> source, Duration horizon, Duration step) {
    return source
        .transform(NAME, source.getType(), new DrainOnSilence<T>(horizon, step))
        .setParallelism(source.getParallelism())
        .uid(UID);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    highest = Long.MIN_VALUE;
    emitted = Long.MIN_VALUE;
    highestState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>(HIGHEST, LongSerializer.INSTANCE));
    for (Long restored : highestState.get()) {
      highest = Math.max(highest, restored);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    highestState.clear();
    if (highest != Long.MIN_VALUE) {
      highestState.add(highest);
    }
  }

  @Override
  public void processElement(StreamRecord<T> element) {
    if (element.hasTimestamp()) {
      highest = Math.max(highest, element.getTimestamp());
    }
    output.collect(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    // After a silence the source goes on from where it was; what the pulses passed is passed.
    if (mark.getTimestamp() > emitted) {
      emitted = mark.getTimestamp();
      super.processWatermark(mark);
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    super.processWatermarkStatus(status);
    if (status.isIdle() && !idle) {
      silences++;
      drain(silences, getProcessingTimeService().getCurrentProcessingTime());
    }
    idle = status.isIdle();
  }

  private void drain(long silence, long begin) {
    long end = highest + horizonMillis;
    if (highest == Long.MIN_VALUE || emitted >= end) {
      return;
    }
    ProcessingTimeService clock = getProcessingTimeService();
    clock.registerTimer(
        clock.getCurrentProcessingTime() + stepMillis,
        time -> {
          if (idle && silence == silences) {
            pulse(Math.min(highest + clock.getCurrentProcessingTime() - begin, end));
            drain(silence, begin);
          }
        });
  }

  private void pulse(long watermark) throws Exception {
    if (watermark > emitted) {
      super.processWatermarkStatus(WatermarkStatus.ACTIVE);
      processWatermark(new Watermark(watermark));
      super.processWatermarkStatus(WatermarkStatus.IDLE);
    }
  }
}
