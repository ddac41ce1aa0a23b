package io.millrace.job.quality;

import io.millrace.job.config.QualityMeasure;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.AnalyzerRule;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.dqdl.WindowRule;
import io.millrace.record.QualityResult;
import io.millrace.udf.anomaly.AnomalyDetector;
import io.millrace.udf.quality.Estimate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Turns the metrics of a window into results: one for each rule and metric that it reads, then for
 * each analyzer, then for each measure. Pure.
 */
final class QualityResults {
  /** Earlier values that a result shows; rules may see more. */
  private static final int SHOWN_VALUES = 10;

  private final String pipeline;
  private final Ruleset ruleset;
  private final List<QualityMeasure> measures;
  private final long length;

  QualityResults(String pipeline, QualitySpec quality) {
    this.pipeline = pipeline;
    this.ruleset = quality.ruleset();
    this.measures = quality.measures();
    this.length = quality.window().toMillis();
  }

  /**
   * Gives out all results of a window.
   *
   * @param events number of its events
   */
  void answer(
      long start,
      String groupKey,
      int revision,
      long events,
      AnsweredWindow window,
      Consumer<QualityResult> out) {
    for (WindowRule rule : ruleset.windowRules()) {
      boolean holds = !isWhole(rule, events, window) || rule.holds(window);
      for (int metric : rule.metrics()) {
        out.accept(
            result(start, groupKey, revision, window.estimate(metric))
                .setRule(rule.text())
                .setMetric(ruleset.metrics().get(metric).name())
                .setPassed(holds)
                .setAction(rule.action().toString())
                .setLookedAt(lookedAt(events, window, metric))
                .build());
      }
    }
    for (AnalyzerRule analyzer : ruleset.analyzers()) {
      for (int metric : analyzer.metrics()) {
        out.accept(
            result(start, groupKey, revision, window.estimate(metric))
                .setRule(analyzer.text())
                .setMetric(ruleset.metrics().get(metric).name())
                .setPassed(true)
                .setLookedAt(lookedAt(events, window, metric))
                .build());
      }
    }
    for (int i = 0; i < measures.size(); i++) {
      Estimate estimate = window.estimate(ruleset.metrics().size() + i);
      out.accept(
          result(start, groupKey, revision, estimate)
              .setRule(measures.get(i).text())
              .setMetric(measures.get(i).name())
              .setPassed(
                  window.counted(ruleset.metrics().size() + i) < events
                      || measures.get(i).holds(estimate.value()))
              .setLookedAt(counted(events, window, ruleset.metrics().size() + i))
              .build());
    }
  }

  /** Whether all that a rule reads is of all events; of a part it is not judged. */
  private static boolean isWhole(WindowRule rule, long events, AnsweredWindow window) {
    return rule.metrics().stream().allMatch(metric -> window.counted(metric) == events);
  }

  private QualityResult.Builder result(
      long start, String groupKey, int revision, Estimate estimate) {
    boolean answered = !Double.isNaN(estimate.value());
    return QualityResult.newBuilder()
        .setPipeline(pipeline)
        .setWindowStart(Instant.ofEpochMilli(start))
        .setWindowEnd(Instant.ofEpochMilli(start + length))
        .setGroupKey(groupKey)
        .setRevision(revision)
        .setRulesetHash(ruleset.hash())
        .setValue(answered ? estimate.value() : null)
        .setApproximate(estimate.isApproximate())
        .setErrorBound(estimate.isApproximate() ? estimate.error() : null);
  }

  private static String counted(long events, AnsweredWindow window, int metric) {
    long counted = window.counted(metric);
    return counted == events
        ? events + " events"
        : events
            + " events; not judged: the ruleset came after the window's first, and "
            + counted
            + " were measured";
  }

  private static String lookedAt(long events, AnsweredWindow window, int metric) {
    StringBuilder text = new StringBuilder(counted(events, window, metric));
    int earlier = window.earlierCount(metric);
    for (int back = 0; back < Math.min(earlier, SHOWN_VALUES); back++) {
      text.append(back == 0 ? "; " + earlier + " earlier windows, the latest first: " : ", ")
          .append(String.format(Locale.ROOT, "%.6g", window.earlier(metric, back)));
    }
    text.append(earlier > SHOWN_VALUES ? ", …" : "");
    double score = window.anomalyScore(metric);
    if (!Double.isNaN(score)) {
      text.append(
          String.format(
              Locale.ROOT,
              "; anomaly score %.2f, an anomaly above %.1f",
              score,
              AnomalyDetector.ALARM));
    }
    if (window.anomalyText(metric) != null) {
      text.append("; ").append(window.anomalyText(metric));
    }
    return text.toString();
  }
}
