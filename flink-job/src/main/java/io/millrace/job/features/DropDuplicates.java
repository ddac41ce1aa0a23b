package io.millrace.job.features;

import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.sideoutput.CountingOperator;
import java.time.Duration;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Drops events whose identity came before under the same key, at most the pipeline's span apart in
 * event time. The first arrival wins.
 *
 * <p>Keeps the identities of a key's last span and lateness in one block, which each event reads
 * and writes once, and forgets a key when the watermark has passed its newest event by both.
 */
public final class DropDuplicates extends CountingOperator<Event, Event>
    implements Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "drop-duplicates";

  /** Heap for the blocks of the keys in use, for each subtask. */
  private static final long CACHE_BYTES = 16L << 20;

  private static final ValueStateDescriptor<byte[]> SEEN =
      new ValueStateDescriptor<>("seen", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final long span;
  private final long kept;

  private transient Contributions seen;
  private transient BlockCache blocks;
  private transient InternalTimerService<VoidNamespace> timers;

  private DropDuplicates(Duration span, Duration lateness) {
    this.span = span.toMillis();
    this.kept = span.plus(lateness).toMillis();
  }

  /** Attaches the stage, at most {@code span} apart in event time. */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> events,
      TypeInformation<Event> type,
      Duration span,
      Duration lateness) {
    return events.transform(UID, type, new DropDuplicates(span, lateness)).uid(UID);
  }

  @Override
  public void open() throws Exception {
    super.open();
    seen = new Contributions(0);
    blocks = new BlockCache(getPartitionedState(SEEN), this, CACHE_BYTES);
    timers = getInternalTimerService("forget", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    blocks.flush();
    super.snapshotState(context);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    seen.read(blocks.get());
    if (seen.contains(event, span)) {
      count(Counter.DUPLICATES);
      return;
    }
    seen.insert(event);
    seen.dropUpTo(seen.highestTime() - kept - 1);
    if (seen.sweepAt() == 0) {
      scheduleSweep();
    }
    blocks.put(seen.toBytes());
    output.collect(element);
  }

  private void scheduleSweep() {
    long due = seen.highestTime() + kept + 1;
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    seen.setSweepAt(due);
  }

  /** The key's only timer: it forgets the key, or waits for the newest event that came since. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    seen.read(blocks.get());
    if (seen.highestTime() + kept < timer.getTimestamp()) {
      blocks.put(null);
    } else {
      scheduleSweep();
      blocks.put(seen.toBytes());
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("keys are forgotten in event time");
  }
}
