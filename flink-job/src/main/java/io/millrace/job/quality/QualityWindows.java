package io.millrace.job.quality;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.record.QualityResult;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The stage that answers the window rules of a ruleset over tumbling event-time windows. */
public final class QualityWindows {
  private QualityWindows() {}

  /**
   * Attaches the stage to events that carry the verdicts of the row rules. Adding up chains to the
   * events' own tasks; only sums cross the exchange.
   */
  public static SingleOutputStreamOperator<QualityResult> attach(
      DataStream<Event> events, PipelineFiles files) {
    KeySelector<QualityPartial, String> group = partial -> partial.groupKey;
    return events
        .transform(PreAggregateQuality.UID, QualityPartial.TYPE, new PreAggregateQuality(files))
        .uid(PreAggregateQuality.UID)
        .setParallelism(events.getParallelism())
        .keyBy(group, Types.STRING)
        .process(new MergeQualityWindows(files), new AvroTypeInfo<>(QualityResult.class))
        .uid(MergeQualityWindows.UID)
        .name(MergeQualityWindows.UID);
  }
}
