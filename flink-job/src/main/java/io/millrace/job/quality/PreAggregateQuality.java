package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds the events of a subtask up by window and group before the exchange, so that windows see
 * every decoded event and no event is shuffled for them.
 *
 * <p>Gives out what it holds ahead of the watermark that ends a window, ahead of each checkpoint
 * barrier (so it has no state of its own), at its end, and when events come that were judged by a
 * newer ruleset.
 */
final class PreAggregateQuality extends AbstractStreamOperator<QualityPartial>
    implements OneInputStreamOperator<Event, QualityPartial> {
  private static final long serialVersionUID = 1L;

  static final String UID = "pre-aggregate-quality";

  /** Groups that a window keeps apart, for each subtask. */
  private static final int MAX_GROUPS = 1_000;

  /** Heap of the statistics of all windows and groups, for each subtask. */
  private static final long MAX_BYTES = 24 << 20;

  private final PipelineFiles files;
  private final QualityScope scope;
  private final int maxGroups;
  private final long maxBytes;

  private transient Pipeline pipeline;
  private transient RulesetVersion ruleset;
  private transient PartialWindows windows;
  private transient Consumer<QualityPartial> out;

  PreAggregateQuality(PipelineFiles files, QualityScope scope) {
    this(files, scope, MAX_GROUPS, MAX_BYTES);
  }

  PreAggregateQuality(PipelineFiles files, QualityScope scope, int maxGroups, long maxBytes) {
    this.files = files;
    this.scope = scope;
    this.maxGroups = maxGroups;
    this.maxBytes = maxBytes;
    this.chainingStrategy = ChainingStrategy.ALWAYS;
  }

  @Override
  public void open() throws Exception {
    super.open();
    pipeline = Pipeline.of(files);
    ruleset = null;
    windows = windows(scope.of(pipeline));
    out = partial -> output.collect(new StreamRecord<>(partial, partial.windowStart));
  }

  private PartialWindows windows(QualitySpec quality) {
    int version = RulesetVersion.number(ruleset);
    return new PartialWindows(quality, version, pipeline.layout(), maxGroups, maxBytes);
  }

  @Override
  public void processElement(StreamRecord<Event> element) {
    Event event = element.getValue();
    if (RulesetVersion.isNewer(event.ruleset(), ruleset)) {
      change(event.ruleset());
    }
    windows.add(event, out);
  }

  /** Gives out what was added up under the ruleset before: its states are of other metrics. */
  private void change(RulesetVersion next) {
    windows.flush(out);
    ruleset = next;
    windows =
        windows(
            scope == QualityScope.DECODED
                ? pipeline.quality(next)
                : scope.of(pipeline, next, fault -> {}));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    windows.close(mark.getTimestamp(), out);
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    windows.flush(out);
  }

  @Override
  public void finish() throws Exception {
    windows.flush(out);
    super.finish();
  }
}
