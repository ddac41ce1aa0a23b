package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.WindowRule;
import io.millrace.record.QualityResult;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges what the subtasks saw of a window and group, and answers the window rules when the
 * watermark passes the window's end.
 *
 * <p>Events that come later, within the allowed lateness, append a further revision: one for all
 * that came between two watermarks. Later still, a window has been forgotten and cannot be answered
 * again: its events are counted in the metric {@value #TOO_LATE}, and the first time said in the
 * log. They are missing from the quality results only, from no other output.
 *
 * <p>A window that was open while the ruleset changed starts again under the new one, and counts
 * the events from then on.
 */
final class MergeQualityWindows
    extends KeyedProcessFunction<Tuple2<Long, String>, QualityPartial, QualityResult> {
  private static final long serialVersionUID = 1L;

  static final String UID = "merge-quality-windows";

  /** Events that came after their window was forgotten. */
  static final String TOO_LATE = "qualityEventsTooLate";

  private static final Logger LOG = LoggerFactory.getLogger(MergeQualityWindows.class);

  private static final ValueStateDescriptor<QualityWindow> WINDOW =
      new ValueStateDescriptor<>("window", QualityWindow.TYPE);

  private final PipelineFiles files;

  private transient String pipeline;
  private transient String rulesetHash;
  private transient long length;
  private transient long lateness;
  private transient RuleStates rules;
  private transient ValueState<QualityWindow> windows;
  private transient Counter tooLate;

  MergeQualityWindows(PipelineFiles files) {
    this.files = files;
  }

  @Override
  public void open(OpenContext context) {
    Pipeline parsed = Pipeline.of(files);
    pipeline = parsed.name();
    rulesetHash = parsed.quality().ruleset().hash();
    length = parsed.quality().window().toMillis();
    lateness = parsed.quality().allowedLateness().toMillis();
    rules = new RuleStates(parsed.quality().ruleset().windowRules(), parsed.layout());
    windows = getRuntimeContext().getState(WINDOW);
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("kinesisanalytics");
    tooLate = group.addGroup("quality").counter(TOO_LATE);
  }

  @Override
  public void processElement(QualityPartial partial, Context context, Collector<QualityResult> out)
      throws Exception {
    long last = partial.windowStart + length - 1;
    if (context.timerService().currentWatermark() >= last + lateness) {
      countTooLate(partial);
      return;
    }
    QualityWindow window = windows.value();
    if (window == null) {
      window = new QualityWindow(rulesetHash, rules.empty());
    } else if (!window.rulesetHash.equals(rulesetHash)) {
      window.rulesetHash = rulesetHash;
      window.states = rules.empty();
    }
    rules.merge(window.states, partial.states);
    window.changed = true;
    windows.update(window);
    // A timer that lies behind the watermark fires at the next one: the batch of a revision.
    context.timerService().registerEventTimeTimer(last);
    context.timerService().registerEventTimeTimer(last + lateness);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<QualityResult> out)
      throws Exception {
    QualityWindow window = windows.value();
    if (window == null) {
      return;
    }
    long start = context.getCurrentKey().f0;
    if (window.changed && window.rulesetHash.equals(rulesetHash)) {
      for (int i = 0; i < rules.rules(); i++) {
        out.collect(result(start, context.getCurrentKey().f1, i, window));
      }
      window.revision++;
      window.changed = false;
      windows.update(window);
    }
    if (timestamp >= start + length - 1 + lateness) {
      windows.clear();
    }
  }

  private QualityResult result(long start, String groupKey, int i, QualityWindow window) {
    WindowRule rule = rules.rule(i);
    double metric = rules.metric(i, window.states);
    boolean answered = !Double.isNaN(metric);
    return QualityResult.newBuilder()
        .setPipeline(pipeline)
        .setWindowStart(Instant.ofEpochMilli(start))
        .setWindowEnd(Instant.ofEpochMilli(start + length))
        .setGroupKey(groupKey)
        .setRule(rule.text())
        .setMetric(rule.metric())
        .setValue(answered ? metric : null)
        .setPassed(answered && rule.holds(metric))
        .setRevision(window.revision)
        .setRulesetHash(rulesetHash)
        .build();
  }

  /** Events of this attempt that came after their window was forgotten. */
  long tooLate() {
    return tooLate.getCount();
  }

  private void countTooLate(QualityPartial partial) {
    if (tooLate.getCount() == 0) {
      LOG.warn(
          "Pipeline {}: {} events of the window from {} came after its allowed lateness of {} ms;"
              + " they are in no quality result. Further ones are counted in {} only; raise"
              + " quality.allowed-lateness if there are many",
          pipeline,
          partial.events,
          Instant.ofEpochMilli(partial.windowStart),
          lateness,
          TOO_LATE);
    }
    tooLate.inc(partial.events);
  }
}
