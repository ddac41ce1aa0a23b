package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.dqdl.row.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DqRuleContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.TopLevelRuleContext;

/**
 * Compiles a rule, single or joined, into what events and windows answer.
 *
 * <p>Row rules joined are a row rule: the event's verdict is what the verdicts on it join to, and a
 * window answers with the share of events that keep the whole, or, where a part has a threshold,
 * with the parts' shares. Joined with a rule on windows, row rules are answered by their shares,
 * and no event is quarantined.
 */
final class RuleCompiler {
  private final Fields fields;
  private final RulesetBuilder ruleset;
  private final MetricReader metrics;
  private final ConditionReader conditions;
  private final Consumer<DqdlFault> faults;

  RuleCompiler(
      Fields fields,
      RulesetBuilder ruleset,
      ConditionReader conditions,
      Consumer<DqdlFault> faults) {
    this.fields = fields;
    this.ruleset = ruleset;
    this.metrics = new MetricReader(fields, ruleset);
    this.conditions = conditions;
    this.faults = faults;
  }

  /** Adds the rule to the ruleset, or tells its faults. */
  void compile(TopLevelRuleContext written, String text, int line) {
    Tree tree = read(written);
    List<SimpleRule> parts = new ArrayList<>();
    tree.parts(parts);
    if (parts.contains(null)) {
      return;
    }
    try {
      compile(tree, parts, text, line);
    } catch (Fault fault) {
      faults.accept(DqdlFault.of(line, text, fault));
    }
  }

  private void compile(Tree tree, List<SimpleRule> parts, String text, int line) throws Fault {
    boolean row = parts.stream().allMatch(SimpleRule::isRow);
    Action action = action(parts, row);
    int rowRule = row ? ruleset.add(RowRule.of(text, action, tree.verdict())) : Metric.NONE;
    boolean thresholds = parts.stream().anyMatch(part -> part.threshold() != null);
    Check check =
        row && (parts.size() == 1 || !thresholds)
            ? share(parts, text, rowRule)
            : tree.check(this::part);
    ruleset.add(new WindowRule(text, line, action, row, check));
  }

  private static Action action(List<SimpleRule> parts, boolean row) throws Fault {
    TreeSet<Action> named =
        parts.stream()
            .map(SimpleRule::action)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    if (named.size() > 1) {
      throw new Fault(
          "one action for rules that are joined", named.toString(), "name the same one, or one");
    }
    if (named.isEmpty()) {
      return row ? Action.QUARANTINE : Action.WARN;
    }
    if (!row && named.first() == Action.QUARANTINE) {
      throw new Fault(
          "with action = \"warn\" or \"fail\"",
          "with action = \"quarantine\"",
          "joined with a rule on windows, no event breaks it by itself");
    }
    return named.first();
  }

  /** What a window checks of a rule that is joined with others. */
  private Check part(SimpleRule part) throws Fault {
    if (!part.isRow()) {
      return part.check();
    }
    boolean measured =
        part.type() == RuleType.IS_COMPLETE
            || ruleset.metric(conditions.meaning(part.text())) != Metric.NONE;
    int rowRule = measured ? Metric.NONE : ruleset.add(RowRule.part(part.text(), part.verdict()));
    return share(List.of(part), part.text(), rowRule);
  }

  /**
   * What a window checks of the share of events that keep row rules.
   *
   * @param rules a rule, or several that are one
   * @param rowRule index of the rule; not used where the share is measured already
   */
  private Check share(List<SimpleRule> rules, String text, int rowRule) throws Fault {
    SimpleRule first = rules.get(0);
    EventFilter common =
        rules.stream().allMatch(rule -> rule.filter() == first.filter()) ? first.filter() : null;
    List<Integer> columns =
        rules.stream().map(SimpleRule::column).distinct().collect(Collectors.toList());
    int metric;
    if (rules.size() == 1 && first.type() == RuleType.IS_COMPLETE) {
      metric = metrics.metric(Metric.Kind.COMPLETENESS, columns, common);
    } else {
      String measured = rules.size() > 1 ? "Compliance" : first.type() + ".Compliance";
      String name = metrics.name(measured, columns);
      String meaning = conditions.meaning(text);
      metric = ruleset.add(Metric.ofRowRule(name, meaning, rowRule, ruleset.add(common)));
    }
    return new Check.Bound(
        metric, first.threshold() == null ? SimpleRuleReader.ALL : first.threshold());
  }

  private Tree read(TopLevelRuleContext written) {
    TopLevelRuleContext rule = written;
    while (rule.LPAREN() != null) {
      rule = rule.topLevelRule(0);
    }
    DqRuleContext single = rule.dqRule();
    if (single != null) {
      return new Tree(
          new SimpleRuleReader(single, fields, metrics, conditions, faults).read(),
          false,
          List.of());
    }
    return new Tree(
        null, rule.AND() != null, List.of(read(rule.topLevelRule(0)), read(rule.topLevelRule(1))));
  }

  private interface ToCheck {
    Check of(SimpleRule rule) throws Fault;
  }

  /** A rule, or two trees joined. */
  private static final class Tree {
    private final SimpleRule rule;
    private final boolean all;
    private final List<Tree> children;

    private Tree(SimpleRule rule, boolean all, List<Tree> children) {
      this.rule = rule;
      this.all = all;
      this.children = children;
    }

    private void parts(List<SimpleRule> into) {
      if (children.isEmpty()) {
        into.add(rule);
      }
      children.forEach(child -> child.parts(into));
    }

    private Verdict verdict() {
      if (children.isEmpty()) {
        return rule.verdict();
      }
      return Verdict.joined(all, children.get(0).verdict(), children.get(1).verdict());
    }

    private Check check(ToCheck toCheck) throws Fault {
      if (children.isEmpty()) {
        return toCheck.of(rule);
      }
      List<Check> checks = new ArrayList<>();
      for (Tree child : children) {
        checks.add(child.check(toCheck));
      }
      return new Check.Joined(all, checks);
    }
  }
}
