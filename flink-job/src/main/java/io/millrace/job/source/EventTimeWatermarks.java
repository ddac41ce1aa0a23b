package io.millrace.job.source;

import io.millrace.job.event.RawEvent;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of one file: the highest event time so far, less the pipeline's ordering. Records that
 * did not decode move nothing.
 */
final class EventTimeWatermarks implements WatermarkGenerator<RawEvent> {
  private final long ordering;
  private long highest = Long.MIN_VALUE;

  private EventTimeWatermarks(long orderingMillis) {
    this.ordering = orderingMillis;
  }

  static WatermarkStrategy<RawEvent> strategy(long orderingMillis) {
    return WatermarkStrategy.<RawEvent>forGenerator(
            context -> new EventTimeWatermarks(orderingMillis))
        .withTimestampAssigner(
            (raw, before) -> raw.decoded().isEvent() ? raw.decoded().event().timeMillis() : before);
  }

  @Override
  public void onEvent(RawEvent raw, long timestamp, WatermarkOutput output) {
    if (raw.decoded().isEvent()) {
      highest = Math.max(highest, raw.decoded().event().timeMillis());
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (highest != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(highest - ordering - 1));
    }
  }
}
