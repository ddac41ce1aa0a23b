package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.Metric;
import io.millrace.job.dqdl.Ruleset;
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
 * <p>A window that was open while the metrics of the ruleset changed starts again under the new
 * one, and counts the events from then on. The history of a metric that both rulesets have stays.
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
  private transient WindowStatistics statistics;
  private transient QualityResults results;
  private transient String rulesetHash;
  private transient Metric[] metrics;
  private transient int[] lookBack;

  /** Of which metrics earlier values are kept, be it to know when the group was seen last. */
  private transient boolean[] kept;

  private transient int revisable;
  private transient MapState<Long, QualityWindow> windows;
  private transient MapState<String, MetricHistory> histories;
  private transient ValueState<Long> first;
  private transient MapState<String, byte[]> detectors;
  private transient WatchedMetrics watched;
  private transient Counter tooLate;

  MergeQualityWindows(PipelineFiles files, QualityScope scope) {
    this.files = files;
    this.scope = scope;
  }

  @Override
  public void open(OpenContext context) {
    Pipeline parsed = Pipeline.of(files);
    QualitySpec quality = scope.of(parsed);
    Ruleset ruleset = quality.ruleset();
    pipeline = parsed.name();
    rulesetHash = ruleset.hash();
    length = quality.window().toMillis();
    lateness = quality.allowedLateness().toMillis();
    statistics = new WindowStatistics(quality, parsed.layout());
    results = new QualityResults(pipeline, quality);
    metrics = ruleset.metrics().toArray(new Metric[0]);
    lookBack = new int[metrics.length];
    kept = new boolean[metrics.length];
    boolean[] asked = new boolean[metrics.length];
    for (int i = 0; i < metrics.length; i++) {
      lookBack[i] = ruleset.lookBack(i);
      asked[i] = ruleset.isWatched(i);
      kept[i] = asked[i] || lookBack[i] > 0;
    }
    // This one, those whose lateness is not over, and one that has begun since.
    revisable = (int) Math.min(1_000, lateness / length) + 2;
    windows = getRuntimeContext().getMapState(WINDOWS);
    histories = getRuntimeContext().getMapState(HISTORIES);
    detectors = getRuntimeContext().getMapState(DETECTORS);
    first = getRuntimeContext().getState(FIRST);
    watched = new WatchedMetrics(metrics, asked, detectors);
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("kinesisanalytics");
    tooLate = group.addGroup("quality").counter(TOO_LATE);
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
    if (!partial.statisticsHash.equals(statistics.hash())) {
      LOG.warn(
          "Pipeline {}: {} events of the window from {} were added up under another ruleset, just"
              + " before this one was taken up; they are in no quality result",
          pipeline,
          partial.events,
          Instant.ofEpochMilli(partial.windowStart));
      return;
    }
    if (scope == QualityScope.SCORED && first.value() == null) {
      first.update(partial.windowStart);
    }
    QualityWindow window = windows.get(partial.windowStart);
    if (window == null) {
      window = new QualityWindow();
    }
    if (statistics.hash().equals(window.statisticsHash)) {
      Statistic[] merged = statistics.read(window.statistics);
      statistics.merge(merged, statistics.read(partial.statistics));
      window.statistics = statistics.write(merged);
      window.events += partial.events;
    } else {
      window.statisticsHash = statistics.hash();
      window.statistics = partial.statistics;
      window.events = partial.events;
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
    if (window == null || !window.changed || !statistics.hash().equals(window.statisticsHash)) {
      return;
    }
    Statistic[] merged = statistics.read(window.statistics);
    long watchedFor = first.value() == null ? 0 : start - first.value();
    Estimate[] values = new Estimate[statistics.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = statistics.value(i, merged, watchedFor);
    }
    if (!rulesetHash.equals(window.rulesetHash)) {
      window.anomalyScores = watched.score(start, values);
      window.rulesetHash = rulesetHash;
    }
    AnsweredWindow answered =
        new AnsweredWindow(start, values, readHistories(), lookBack, window.anomalyScores);
    results.answer(
        start, context.getCurrentKey(), window.revision, window.events, answered, out::collect);
    keep(start, values, context.timerService());
    window.revision++;
    window.changed = false;
    windows.put(start, window);
  }

  private MetricHistory[] readHistories() throws Exception {
    MetricHistory[] read = new MetricHistory[metrics.length];
    for (int i = 0; i < metrics.length; i++) {
      read[i] = kept[i] ? histories.get(metrics[i].key()) : null;
    }
    return read;
  }

  private void keep(long start, Estimate[] values, TimerService timers) throws Exception {
    for (int i = 0; i < metrics.length; i++) {
      if (!kept[i]) {
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
        history.put(start, values[i].value(), lookBack[i] + revisable);
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
