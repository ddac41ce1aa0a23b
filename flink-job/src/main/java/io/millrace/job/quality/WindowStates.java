package io.millrace.job.quality;

import io.millrace.job.dqdl.Metric;
import io.millrace.job.event.RulesetVersion;
import io.millrace.udf.quality.Statistic;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Adds what subtasks saw to a window, which may be of another ruleset. Pure.
 *
 * <p>A window is of the newest ruleset that any of its events was judged by. When that changes
 * while it is open, statistics that both rulesets have go on, whole; those that only the newer one
 * has begin then, and count fewer events than the window; those that it lacks are dropped. It does
 * not matter in which order the subtasks' parts come.
 */
final class WindowStates {
  private final WindowRules.Cache rules;

  WindowStates(WindowRules.Cache rules) {
    this.rules = rules;
  }

  /** A window of one part. */
  static QualityWindow of(QualityPartial part, WindowRules rules) {
    QualityWindow window = new QualityWindow();
    window.events = part.events;
    window.ruleset = part.ruleset;
    window.statistics = part.statistics;
    window.statisticsHash = rules.statistics().hash();
    window.counted = new long[rules.statistics().keys().length];
    Arrays.fill(window.counted, part.events);
    return window;
  }

  /**
   * Adds a part to a window.
   *
   * @return false when the window means nothing to the pipeline any more, so that it began again
   */
  boolean add(QualityWindow window, QualityPartial part) throws IOException {
    QualityWindow other = of(part, rules.of(part.ruleset));
    boolean known = rulesOf(window) != null;
    if (!known) {
      window.events = 0;
      window.anomalyScores = null;
      window.anomalyTexts = null;
      copy(other, window);
    } else if (isNewer(part.ruleset, window.ruleset)) {
      carry(window, part.ruleset);
      merge(window, other);
    } else {
      carry(other, window.ruleset);
      merge(window, other);
    }
    return known;
  }

  /**
   * The rules that a window is answered by; null when the pipeline is another one since, and what
   * the window holds means nothing to it.
   */
  WindowRules rulesOf(QualityWindow window) {
    WindowRules known = rules.of(window.ruleset);
    return known != null && known.statistics().hash().equals(window.statisticsHash) ? known : null;
  }

  /** Of two of one number the second is that of a pipeline that was changed. */
  private static boolean isNewer(RulesetVersion part, RulesetVersion window) {
    return part.version > window.version
        || (part.version == window.version && !part.hash.equals(window.hash));
  }

  private static void copy(QualityWindow from, QualityWindow into) {
    into.ruleset = from.ruleset;
    into.statistics = from.statistics;
    into.statisticsHash = from.statisticsHash;
    into.counted = from.counted;
    into.events += from.events;
  }

  private void merge(QualityWindow into, QualityWindow from) throws IOException {
    WindowStatistics statistics = rules.of(into.ruleset).statistics();
    Statistic[] merged = statistics.read(into.statistics);
    statistics.merge(merged, statistics.read(from.statistics));
    into.statistics = statistics.write(merged);
    into.events += from.events;
    for (int i = 0; i < into.counted.length; i++) {
      into.counted[i] += from.counted[i];
    }
  }

  /** Makes a window one of another ruleset. */
  private void carry(QualityWindow window, RulesetVersion to) throws IOException {
    if (window.ruleset.hash.equals(to.hash)) {
      window.ruleset = to;
      return;
    }
    WindowRules before = rules.of(window.ruleset);
    WindowRules after = rules.of(to);
    Statistic[] known = before.statistics().read(window.statistics);
    Map<String, Integer> positions = positions(before.statistics().keys());
    String[] keys = after.statistics().keys();
    Statistic[] carried = after.statistics().empty();
    long[] counted = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      Integer position = positions.get(keys[i]);
      if (position != null) {
        carried[i] = known[position];
        counted[i] = window.counted[position];
      }
    }
    carryScores(window, before.metrics(), after.metrics());
    window.ruleset = to;
    window.statistics = after.statistics().write(carried);
    window.statisticsHash = after.statistics().hash();
    window.counted = counted;
  }

  /** A window that was scored is not scored again, be it for what it was not scored for. */
  private static void carryScores(QualityWindow window, Metric[] before, Metric[] after) {
    if (window.anomalyScores == null) {
      return;
    }
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < before.length; i++) {
      positions.put(before[i].key(), i);
    }
    double[] scores = new double[after.length];
    String[] texts = new String[after.length];
    for (int i = 0; i < after.length; i++) {
      Integer position = positions.get(after[i].key());
      scores[i] = position == null ? Double.NaN : window.anomalyScores[position];
      texts[i] = position == null ? null : window.anomalyTexts[position];
    }
    window.anomalyScores = scores;
    window.anomalyTexts = texts;
  }

  private static Map<String, Integer> positions(String[] keys) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      positions.put(keys[i], i);
    }
    return positions;
  }
}
