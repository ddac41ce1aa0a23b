package io.millrace.job.dqdl;

import java.util.List;

/**
 * A DQDL ruleset, parsed and bound to the columns of a layout. Immutable. Row rules and filters are
 * compiled code of one thread, so that what travels between processes is the text.
 */
public final class Ruleset {
  /** Row rules that an event has a bit for. */
  public static final int MAX_ROW_RULES = Long.SIZE;

  /** Different {@code where} clauses, so that a bit of a number stands for each. */
  public static final int MAX_FILTERS = Long.SIZE;

  private final String hash;
  private final String text;
  private final List<RowRule> rowRules;
  private final List<EventFilter> filters;
  private final List<Metric> metrics;
  private final List<WindowRule> windowRules;
  private final List<AnalyzerRule> analyzers;

  Ruleset(
      String hash,
      String text,
      List<RowRule> rowRules,
      List<EventFilter> filters,
      List<Metric> metrics,
      List<WindowRule> windowRules,
      List<AnalyzerRule> analyzers) {
    this.hash = hash;
    this.text = text;
    this.rowRules = List.copyOf(rowRules);
    this.filters = List.copyOf(filters);
    this.metrics = List.copyOf(metrics);
    this.windowRules = List.copyOf(windowRules);
    this.analyzers = List.copyOf(analyzers);
  }

  /** A ruleset without rules, under this hash. */
  public static Ruleset none(String hash) {
    return new Ruleset(hash, "", List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /** First 16 hex digits of the SHA-256 of the text. */
  public String hash() {
    return hash;
  }

  /** The DQDL that it was read from; empty without rules. */
  public String text() {
    return text;
  }

  /** Rules on single events, at most {@value #MAX_ROW_RULES}: an event has a bit for each. */
  public List<RowRule> rowRules() {
    return rowRules;
  }

  /** Different {@code where} clauses of window metrics, at most {@value #MAX_FILTERS}. */
  public List<EventFilter> filters() {
    return filters;
  }

  /** What each window measures; rules and analyzers name metrics by their index. */
  public List<Metric> metrics() {
    return metrics;
  }

  /** Every rule, row rules included, in the order written: each window answers them all. */
  public List<WindowRule> windowRules() {
    return windowRules;
  }

  /** Metrics that are reported and not judged, in the order written. */
  public List<AnalyzerRule> analyzers() {
    return analyzers;
  }

  /** How many earlier values of a metric the rules look at, at most. */
  public int lookBack(int metric) {
    return windowRules.stream().mapToInt(rule -> rule.lookBack(metric)).max().orElse(0);
  }

  /** Whether a rule asks if the metric is anomalous. */
  public boolean isWatched(int metric) {
    return windowRules.stream().anyMatch(rule -> rule.watches(metric));
  }
}
