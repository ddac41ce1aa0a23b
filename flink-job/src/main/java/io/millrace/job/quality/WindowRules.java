package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.dqdl.Metric;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.event.RulesetVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One ruleset, compiled: what a window measures by it and how it is answered. Of one thread. */
final class WindowRules {
  private final WindowStatistics statistics;
  private final QualityResults results;
  private final Metric[] metrics;
  private final boolean[] watched;
  private final int[] lookBack;

  private WindowRules(Pipeline pipeline, QualitySpec quality) {
    Ruleset ruleset = quality.ruleset();
    this.statistics = new WindowStatistics(quality, pipeline.layout());
    this.results = new QualityResults(pipeline.name(), quality);
    this.metrics = ruleset.metrics().toArray(new Metric[0]);
    this.watched = new boolean[metrics.length];
    this.lookBack = new int[metrics.length];
    for (int i = 0; i < metrics.length; i++) {
      lookBack[i] = ruleset.lookBack(i);
      watched[i] = ruleset.isWatched(i);
    }
  }

  WindowStatistics statistics() {
    return statistics;
  }

  QualityResults results() {
    return results;
  }

  Metric[] metrics() {
    return metrics;
  }

  /** Metrics that a rule watches for anomalies. */
  boolean[] watched() {
    return watched;
  }

  /** How many earlier values of each metric rules see at most. */
  int[] lookBack() {
    return lookBack;
  }

  /** Whether earlier values of a metric are kept, be it to know when the group was seen last. */
  boolean isKept(int metric) {
    return watched[metric] || lookBack[metric] > 0;
  }

  /** The compiled rulesets of a job, by their hash: the last few that windows were of. */
  static final class Cache {
    /** Rulesets that windows which are open at one time are of; more are compiled again. */
    private static final int MOST = 8;

    private final Pipeline pipeline;
    private final QualityScope scope;
    private final String own;
    private final Map<String, WindowRules> rules = new LinkedHashMap<>(16, 0.75f, true);

    Cache(Pipeline pipeline, QualityScope scope) {
      this.pipeline = pipeline;
      this.scope = scope;
      this.own = scope.of(pipeline).ruleset().hash();
    }

    /** The rules of a version; null when they do not fit the pipeline, which is another one now. */
    WindowRules of(RulesetVersion version) {
      WindowRules known = rules.get(version.hash);
      if (known == null) {
        known = compile(version);
        rules.put(version.hash, known);
        if (rules.size() > MOST) {
          rules.remove(rules.keySet().iterator().next());
        }
      }
      return known;
    }

    private WindowRules compile(RulesetVersion version) {
      List<DqdlFault> faults = new ArrayList<>();
      RulesetVersion other = version.hash.equals(own) ? null : version;
      QualitySpec quality = scope.of(pipeline, other, faults::add);
      return faults.isEmpty() ? new WindowRules(pipeline, quality) : null;
    }
  }
}
