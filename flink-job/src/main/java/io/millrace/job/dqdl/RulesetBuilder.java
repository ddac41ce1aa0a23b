package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gathers what the rules of a ruleset share: row rules, filters and metrics, by their index. */
final class RulesetBuilder {
  private final List<RowRule> rowRules = new ArrayList<>();
  private final Map<String, Integer> filterIndices = new LinkedHashMap<>();
  private final List<EventFilter> filters = new ArrayList<>();
  private final Map<String, Integer> metricIndices = new LinkedHashMap<>();
  private final List<Metric> metrics = new ArrayList<>();
  private final List<WindowRule> windowRules = new ArrayList<>();
  private final List<AnalyzerRule> analyzers = new ArrayList<>();

  /** Index of a new row rule. */
  int add(RowRule rule) throws Fault {
    if (rowRules.size() == Ruleset.MAX_ROW_RULES) {
      throw new Fault(
          "at most " + Ruleset.MAX_ROW_RULES + " rules on single events",
          "one more",
          "join rules on one column, e.g. in one pattern");
    }
    rowRules.add(rule);
    return rowRules.size() - 1;
  }

  /** Index of a filter; one for each text. {@link Metric#NONE} for none. */
  int add(EventFilter filter) throws Fault {
    if (filter == null) {
      return Metric.NONE;
    }
    Integer known = filterIndices.get(filter.text());
    if (known != null) {
      return known;
    }
    if (filters.size() == Ruleset.MAX_FILTERS) {
      throw new Fault(
          "at most " + Ruleset.MAX_FILTERS + " different where clauses",
          "one more",
          "say the same condition in the same words, or remove rules");
    }
    filters.add(filter);
    filterIndices.put(filter.text(), filters.size() - 1);
    return filters.size() - 1;
  }

  /** Index of the metric of this key, or {@link Metric#NONE}. */
  int metric(String key) {
    return metricIndices.getOrDefault(key, Metric.NONE);
  }

  /** Index of a metric; one for each key. */
  int add(Metric metric) {
    return metricIndices.computeIfAbsent(
        metric.key(),
        key -> {
          metrics.add(metric);
          return metrics.size() - 1;
        });
  }

  void add(WindowRule rule) {
    windowRules.add(rule);
  }

  void add(AnalyzerRule analyzer) {
    analyzers.add(analyzer);
  }

  Ruleset build(String hash, String text) {
    return new Ruleset(hash, text, rowRules, filters, metrics, windowRules, analyzers);
  }
}
