package io.millrace.job.source;

import io.millrace.job.event.Event;
import java.util.OptionalLong;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks of a lake that is read partition by partition, the rows within one in no order: with
 * the first row of a partition, all that came before it are complete.
 */
final class PartitionWatermarks implements WatermarkGenerator<Event> {
  private final long length;
  private long latest = Long.MIN_VALUE;

  private PartitionWatermarks(long partitionMillis) {
    this.length = partitionMillis;
  }

  /**
   * Watermarks of a lake.
   *
   * @param partitionMillis length of its partitions; empty: they come with its end
   */
  static WatermarkStrategy<Event> strategy(OptionalLong partitionMillis) {
    return partitionMillis.isPresent()
        ? timed(byPartitions(partitionMillis.getAsLong()))
        : timed(WatermarkStrategy.noWatermarks());
  }

  private static WatermarkStrategy<Event> byPartitions(long millis) {
    return WatermarkStrategy.forGenerator(context -> new PartitionWatermarks(millis));
  }

  private static WatermarkStrategy<Event> timed(WatermarkStrategy<Event> strategy) {
    return strategy.withTimestampAssigner((row, before) -> row.timeMillis());
  }

  @Override
  public void onEvent(Event row, long timestamp, WatermarkOutput output) {
    long partition = Math.floorDiv(timestamp, length);
    if (partition > latest) {
      latest = partition;
      output.emitWatermark(new Watermark(partition * length - 1));
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {}
}
