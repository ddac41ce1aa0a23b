package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
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
  /** The {@code group_key} of the events whose group is one too many for a window. */
  public static final String OTHER_GROUPS = PartialWindows.OTHER_GROUPS;

  private QualityWindows() {}

  /**
   * Attaches the stage to events that carry the verdicts of the row rules. Adding up chains to the
   * events' own tasks; only sums cross the exchange.
   */
  public static SingleOutputStreamOperator<QualityResult> attach(
      DataStream<Event> events, PipelineFiles files) {
    return attach(events, files, QualityScope.DECODED);
  }

  /** The same for events that were scored: whether inputs and scores drift from the training. */
  public static SingleOutputStreamOperator<QualityResult> attachDrift(
      DataStream<Event> events, PipelineFiles files) {
    return attach(events, files, QualityScope.SCORED);
  }

  /** The {@code group_key} under which windows count an event, unless they hold too many groups. */
  public static String groupKey(Pipeline pipeline, Event event) {
    GroupValues group = new GroupValues(pipeline.layout(), pipeline.quality().groupBy());
    group.fill(event);
    return group.text();
  }

  private static SingleOutputStreamOperator<QualityResult> attach(
      DataStream<Event> events, PipelineFiles files, QualityScope scope) {
    KeySelector<QualityPartial, String> group = partial -> partial.groupKey;
    String adding = scope.uid(PreAggregateQuality.UID);
    String merging = scope.uid(MergeQualityWindows.UID);
    return events
        .transform(adding, QualityPartial.TYPE, new PreAggregateQuality(files, scope))
        .uid(adding)
        .setParallelism(events.getParallelism())
        .keyBy(group, Types.STRING)
        .process(new MergeQualityWindows(files, scope), new AvroTypeInfo<>(QualityResult.class))
        .uid(merging)
        .name(merging);
  }
}
