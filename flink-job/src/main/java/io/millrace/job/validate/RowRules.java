package io.millrace.job.validate;

import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.RowRule;
import io.millrace.job.event.Event;
import java.util.ArrayList;
import java.util.List;

/** Decides which row rules an event breaks. Bit i of a verdict stands for the i-th rule. */
public final class RowRules {
  private final RowRule[] rules;
  private final long quarantining;

  /**
   * @param rules at most 64, as {@link io.millrace.job.dqdl.Ruleset} has it
   */
  public RowRules(List<RowRule> rules) {
    if (rules.size() > Long.SIZE) {
      throw new IllegalArgumentException(
          "expected at most " + Long.SIZE + " row rules, got " + rules.size());
    }
    this.rules = rules.toArray(new RowRule[0]);
    long mask = 0;
    for (int i = 0; i < this.rules.length; i++) {
      mask |= this.rules[i].action().quarantines() ? 1L << i : 0;
    }
    this.quarantining = mask;
  }

  /** Those of the ruleset of a quality section. */
  static RowRules of(QualitySpec quality) {
    return new RowRules(quality.ruleset().rowRules());
  }

  /** The rules that the event breaks; 0 when it keeps them all. */
  public long broken(Event event) {
    long broken = 0;
    for (int i = 0; i < rules.length; i++) {
      if (!rules[i].holds(event)) {
        broken |= 1L << i;
      }
    }
    return broken;
  }

  /** Whether an event with this verdict goes aside: rules that only warn do not count. */
  public boolean quarantines(long broken) {
    return (broken & quarantining) != 0;
  }

  /**
   * Texts of the rules of a verdict, as written, in the ruleset's order; those that only warn are
   * among them, parts of rules that only windows answer are not.
   */
  public List<String> texts(long broken) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < rules.length; i++) {
      if ((broken & (1L << i)) != 0 && !rules[i].isPart()) {
        texts.add(rules[i].text());
      }
    }
    return texts;
  }
}
