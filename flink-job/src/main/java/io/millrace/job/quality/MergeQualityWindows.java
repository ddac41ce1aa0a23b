package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.Metric;
import io.millrace.record.QualityResult;
import io.millrace.udf.quality.Estimate;
import io.millrace.udf.quality.Statistic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges what the subtasks saw of the windows of a group, and answers the rules when the watermark
 * passes a window's end.
 *
 * <p>Events that come later, within the allowed lateness, append a further revision: one for all
 * that came between two watermarks. Later still, a window has been forgotten and cannot be answered
 * again: its events are counted in the metric {@value #TOO_LATE}, and the first time said in the
 * log. They are missing from the quality results only, from no other output.
 *
 * <p>Metrics that rules look back on are kept for as many windows as they look, and those that may
 * still be revised; a window sees only those that began before it. What a revision changes is seen
 * by windows that are answered after it. The history of a group that has had no window for {@value
 * #FORGET_DAYS} days is forgotten.
 *
 * <p>A window that is open while the ruleset changes is answered by the newest one that an event of
 * it was judged by, as {@link WindowStates} has it. A metric that does not count all of its events
 * has no value, and what reads it is not judged. The history of a metric that both rulesets have
 * stays.
 */
final class MergeQualityWindows
    extends KeyedProcessFunction<String, QualityPartial, QualityResult> {
  private static final long serialVersionUID = 1L;

  static final String UID = "merge-quality-groups";

  /** Events that came after their window was forgotten. */
  static final String TOO_LATE = "qualityEventsTooLate";

  private static final int FORGET_DAYS = 31;

  private static final Logger LOG = LoggerFactory.getLogger(MergeQualityWindows.class);

  private static final MapStateDescriptor<Long, QualityWindow> WINDOWS =
      new MapStateDescriptor<>("windows", Types.LONG, QualityWindow.TYPE);

  private static final MapStateDescriptor<String, MetricHistory> HISTORIES =
      new MapStateDescriptor<>("histories", Types.STRING, MetricHistory.TYPE);

  private static final MapStateDescriptor<String, byte[]> DETECTORS =
      new MapStateDescriptor<>(
          "detectors", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private static final ValueStateDescriptor<Long> FIRST =
      new ValueStateDescriptor<>("first-window", Types.LONG);

  private final PipelineFiles files;
  private final QualityScope scope;

  private transient String pipeline;
  private transient long length;
  private transient long lateness;
  private transient WindowRules.Cache rules;
  private transient WindowStates states;
  private transient int revisable;
  private transient MapState<Long, QualityWindow> windows;
  private transient MapState<String, MetricHistory> histories;
  private transient ValueState<Long> first;
  private transient MapState<String, byte[]> detectors;
  private transient Counter tooLate;
  private transient Counter passed;
  private transient Counter failed;

  MergeQualityWindows(PipelineFiles files, QualityScope scope) {
    this.files = files;
    this.scope = scope;
  }

  @Override
  public void open(OpenContext context) {
    Pipeline parsed = Pipeline.of(files);
    QualitySpec quality = scope.of(parsed);
    pipeline = parsed.name();
    length = quality.window().toMillis();
    lateness = quality.allowedLateness().toMillis();
    rules = new WindowRules.Cache(parsed, scope);
    states = new WindowStates(rules);
    // This one, those whose lateness is not over, and one that has begun since.
    revisable = (int) Math.min(1_000, lateness / length) + 2;
    windows = getRuntimeContext().getMapState(WINDOWS);
    histories = getRuntimeContext().getMapState(HISTORIES);
    detectors = getRuntimeContext().getMapState(DETECTORS);
    first = getRuntimeContext().getState(FIRST);
    MetricGroup group =
        getRuntimeContext().getMetricGroup().addGroup("kinesisanalytics").addGroup("quality");
    tooLate = group.counter(TOO_LATE);
    passed = group.counter("resultsPassed");
    failed = group.counter("resultsFailed");
  }

  @Override
  public void processElement(QualityPartial partial, Context context, Collector<QualityResult> out)
      throws Exception {
    TimerService timers = context.timerService();
    long last = partial.windowStart + length - 1;
    if (timers.currentWatermark() >= last + lateness) {
      countTooLate(partial);
      return;
    }
    if (scope == QualityScope.SCORED && first.value() == null) {
      first.update(partial.windowStart);
    }
    QualityWindow window = windows.get(partial.windowStart);
    if (window == null) {
      window = WindowStates.of(partial, rules.of(partial.ruleset));
    } else if (!states.add(window, partial)) {
      warnOfUnfit(partial.windowStart, "begins again", window);
    }
    window.changed = true;
    windows.put(partial.windowStart, window);
    // A timer that lies behind the watermark fires at the next one: the batch of a revision.
    timers.registerEventTimeTimer(last);
    timers.registerEventTimeTimer(last + lateness);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<QualityResult> out)
      throws Exception {
    long ended = timestamp + 1 - length;
    long over = ended - lateness;
    if (!windows.contains(ended) && !windows.contains(over)) {
      forgetHistories(timestamp, context.timerService());
      return;
    }
    // The older one first: the other looks back on it.
    answer(over, context, out);
    answer(ended, context, out);
    windows.remove(over);
  }

  private void answer(long start, OnTimerContext context, Collector<QualityResult> out)
      throws Exception {
    QualityWindow window = windows.get(start);
    if (window == null || !window.changed) {
      return;
    }
    WindowRules active = states.rulesOf(window);
    if (active == null) {
      warnOfUnfit(start, "is not answered", window);
      return;
    }
    WindowStatistics statistics = active.statistics();
    Statistic[] merged = statistics.read(window.statistics);
    long watchedFor = first.value() == null ? 0 : start - first.value();
    Estimate[] values = new Estimate[statistics.size()];
    long[] counted = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      int statistic = statistics.statisticOf(i);
      counted[i] = statistic < 0 ? window.events : window.counted[statistic];
      values[i] =
          counted[i] == window.events ? statistics.value(i, merged, watchedFor) : Estimate.none();
    }
    if (window.anomalyScores == null) {
      new WatchedMetrics(active.metrics(), active.watched(), detectors)
          .score(start, values, window);
    }
    AnsweredWindow answered =
        new AnsweredWindow(
            start, values, readHistories(active), active.lookBack(), window, counted);
    active
        .results()
        .answer(
            start,
            context.getCurrentKey(),
            window.revision,
            window.events,
            answered,
            result -> {
              (result.getPassed() ? passed : failed).inc();
              out.collect(result);
            });
    keep(active, start, values, context.timerService());
    window.revision++;
    window.changed = false;
    windows.put(start, window);
  }

  private void warnOfUnfit(long start, String what, QualityWindow window) {
    LOG.warn(
        "Pipeline {}: a window from {} {}: the fields or measures of the pipeline"
            + " were changed since, and what it holds is of ruleset {} and those before",
        pipeline,
        Instant.ofEpochMilli(start),
        what,
        window.ruleset.hash);
  }

  private MetricHistory[] readHistories(WindowRules active) throws Exception {
    Metric[] metrics = active.metrics();
    MetricHistory[] read = new MetricHistory[metrics.length];
    for (int i = 0; i < metrics.length; i++) {
      read[i] = active.isKept(i) ? histories.get(metrics[i].key()) : null;
    }
    return read;
  }

  private void keep(WindowRules active, long start, Estimate[] values, TimerService timers)
      throws Exception {
    Metric[] metrics = active.metrics();
    for (int i = 0; i < metrics.length; i++) {
      if (!active.isKept(i)) {
        continue;
      }
      MetricHistory history = histories.get(metrics[i].key());
      if (history == null) {
        history = new MetricHistory();
        timers.registerEventTimeTimer(forgottenAt(start));
      }
      if (Double.isNaN(values[i].value())) {
        history.remove(start);
      } else {
        history.put(start, values[i].value(), active.lookBack()[i] + revisable);
      }
      histories.put(metrics[i].key(), history);
    }
  }

  private long forgottenAt(long start) {
    return start + length + lateness + Duration.ofDays(FORGET_DAYS).toMillis();
  }

  /** Forgets the histories of a group that had no window for long, and those no rule looks at. */
  private void forgetHistories(long now, TimerService timers) throws Exception {
    List<String> forgotten = new ArrayList<>();
    for (String key : histories.keys()) {
      long[] starts = histories.get(key).starts;
      long at = starts.length == 0 ? now : forgottenAt(starts[starts.length - 1]);
      if (at <= now) {
        forgotten.add(key);
      } else {
        timers.registerEventTimeTimer(at);
      }
    }
    for (String key : forgotten) {
      histories.remove(key);
      detectors.remove(key);
    }
  }

  /** Events of this attempt that came after their window was forgotten. */
  long tooLate() {
    return tooLate.getCount();
  }

  /** Results of this attempt that hold, or do not. */
  long answered(boolean held) {
    return (held ? passed : failed).getCount();
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
