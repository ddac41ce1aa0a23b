package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.io.PushingAsyncDataInput;
import org.apache.flink.streaming.runtime.streamrecord.LatencyMarker;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.StatusWatermarkValve;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

/**
 * What {@link DrainOnSilence} builds on: how Flink joins the watermarks of several channels when
 * one of them is idle and pulses.
 */
class PulsesAtAnExchangeTest {
  private final StatusWatermarkValve valve = new StatusWatermarkValve(2);
  private final Received received = new Received();

  @Test
  void advanceNothingWhileAnotherChannelIsBehindThem() throws Exception {
    watermark(0, 100);
    watermark(1, 500);
    idle(1);

    pulse(1, 600);
    assertThat(received.watermarks).containsExactly(100L);

    watermark(0, 550);
    assertThat(received.watermarks).containsExactly(100L, 550L);
    watermark(0, 700);
    assertThat(received.watermarks).containsExactly(100L, 550L, 700L);
  }

  @Test
  void holdNothingBackWhenTheyAreBehind() throws Exception {
    watermark(0, 100);
    watermark(1, 100);
    idle(1);
    watermark(0, 900);

    pulse(1, 150);
    watermark(0, 950);

    assertThat(received.watermarks).containsExactly(100L, 900L, 950L);
  }

  @Test
  void advanceWhenEveryOtherChannelIsIdle() throws Exception {
    watermark(0, 100);
    watermark(1, 300);
    idle(1);
    idle(0);

    pulse(0, 200);
    pulse(1, 400);
    pulse(0, 350);
    pulse(0, 450);

    assertThat(received.watermarks).containsExactly(100L, 300L, 400L, 450L);
    assertThat(received.status).isEqualTo(WatermarkStatus.IDLE);
  }

  private void watermark(int channel, long time) throws Exception {
    valve.inputWatermark(new Watermark(time), channel, received);
  }

  private void idle(int channel) throws Exception {
    valve.inputWatermarkStatus(WatermarkStatus.IDLE, channel, received);
  }

  private void pulse(int channel, long time) throws Exception {
    valve.inputWatermarkStatus(WatermarkStatus.ACTIVE, channel, received);
    watermark(channel, time);
    idle(channel);
  }

  private static final class Received implements PushingAsyncDataInput.DataOutput<Object> {
    private final List<Long> watermarks = new ArrayList<>();
    private WatermarkStatus status = WatermarkStatus.ACTIVE;

    @Override
    public void emitWatermark(Watermark watermark) {
      watermarks.add(watermark.getTimestamp());
    }

    @Override
    public void emitWatermarkStatus(WatermarkStatus watermarkStatus) {
      status = watermarkStatus;
    }

    @Override
    public void emitRecord(StreamRecord<Object> record) {}

    @Override
    public void emitLatencyMarker(LatencyMarker latencyMarker) {}

    @Override
    public void emitRecordAttributes(RecordAttributes recordAttributes) {}
  }
}
