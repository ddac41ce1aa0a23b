package io.millrace.job.features;

import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.sideoutput.CountingOperator;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
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
 * <p>Keeps the identities of each key with their event times, and forgets one when the watermark
 * has passed it by the span and the pipeline's lateness.
 */
public final class DropDuplicates extends CountingOperator<Event, Event>
    implements Triggerable<String, VoidNamespace> {
  private static final long serialVersionUID = 1L;

  public static final String UID = "drop-duplicates";

  private static final MapStateDescriptor<String, Long> SEEN =
      new MapStateDescriptor<>("seen", Types.STRING, Types.LONG);

  /** A key is cleaned this often in the time that an identity is kept. */
  private static final int SWEEPS = 4;

  private final long span;
  private final long kept;
  private final long sweep;

  private transient MapState<String, Long> seen;
  private transient InternalTimerService<VoidNamespace> timers;

  private DropDuplicates(Duration span, Duration lateness) {
    this.span = span.toMillis();
    this.kept = span.plus(lateness).toMillis();
    this.sweep = Math.max(1, kept / SWEEPS);
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
    seen = getPartitionedState(SEEN);
    timers = getInternalTimerService("sweep", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void processElement(StreamRecord<Event> element) throws Exception {
    Event event = element.getValue();
    String id = event.id();
    long time = event.timeMillis();
    Long before = seen.get(id);
    if (before != null && Math.abs(time - before) <= span) {
      count(Counter.DUPLICATES);
      return;
    }
    seen.put(id, time);
    timers.registerEventTimeTimer(VoidNamespace.INSTANCE, sweepAfter(time + kept));
    output.collect(element);
  }

  /** Sweeps stand on a grid, so that the identities of a key share their timers. */
  private long sweepAfter(long time) {
    return (Math.floorDiv(time, sweep) + 1) * sweep;
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    Iterator<Map.Entry<String, Long>> identities = seen.iterator();
    while (identities.hasNext()) {
      if (identities.next().getValue() + kept < timer.getTimestamp()) {
        identities.remove();
      }
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
    throw new IllegalStateException("sweeps are in event time");
  }
}
