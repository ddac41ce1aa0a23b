package io.millrace.job.features;

import io.millrace.job.event.Event;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Lets history fill the state of the stages behind it before the stream's first event reaches them.
 * History passes at once; events of the stream are held until history has ended, and leave in the
 * order of their arrival, which is that of a run that never stopped.
 *
 * <p>The watermark is the stream's alone, and held back as long. The two inputs are kept apart for
 * its sake: united, the end of the history would be the end of time to a stream that happens to be
 * idle.
 */
public final class HoldUntilBootstrapped extends EventHold
    implements TwoInputStreamOperator<Event, Event, Event>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;

  public static final String UID = "hold-until-bootstrapped";

  private static final int HISTORY = 1;

  private transient boolean historyEnded;
  private transient long watermark;

  private HoldUntilBootstrapped(TypeInformation<Event> type) {
    super(type);
  }

  /** Attaches the stage in front of the first stage that keeps state by key. */
  public static SingleOutputStreamOperator<Event> attach(
      KeyedStream<Event, String> history,
      KeyedStream<Event, String> events,
      TypeInformation<Event> type) {
    return history.connect(events).transform(UID, type, new HoldUntilBootstrapped(type)).uid(UID);
  }

  @Override
  public void open() throws Exception {
    super.open();
    historyEnded = false;
    watermark = Long.MIN_VALUE;
  }

  @Override
  public void processElement1(StreamRecord<Event> history) {
    if (!isStateComplete()) {
      output.collect(history);
    }
  }

  @Override
  public void processElement2(StreamRecord<Event> element) throws Exception {
    if (isOpen()) {
      output.collect(element);
    } else {
      hold(element.getValue());
    }
  }

  /** History has no time of its own: its end is what counts. */
  @Override
  public void processWatermark1(Watermark mark) {}

  @Override
  public void processWatermark2(Watermark mark) throws Exception {
    watermark = mark.getTimestamp();
    advance();
  }

  @Override
  public void endInput(int input) throws Exception {
    if (input == HISTORY) {
      historyEnded = true;
      advance();
      // From here on the stream alone says whether there is something to wait for.
      processWatermarkStatus1(WatermarkStatus.IDLE);
    }
  }

  private void advance() throws Exception {
    if (watermark == Long.MIN_VALUE) {
      return;
    }
    if (historyEnded) {
      setOpen();
    }
    if (isOpen()) {
      processWatermark(new Watermark(watermark));
    }
  }
}
