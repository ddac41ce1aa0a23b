package io.millrace.job.dqdl;

import io.millrace.job.dqdl.Metric.Kind;
import io.millrace.job.dqdl.row.Condition;
import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.dqdl.row.Verdict;
import io.millrace.job.expression.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DqRuleContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.TagWithConditionContext;

/** Reads one rule. Each part is read even when another has a fault. */
final class SimpleRuleReader {
  /** All: what a share must be when nothing is said. */
  static final Threshold ALL =
      new Threshold(
          Condition.Operator.EQUAL,
          Collections.singletonList(new Formula.Constant(BigDecimal.ONE)));

  private interface Part<T> {
    T read() throws Fault;
  }

  private final DqRuleContext rule;
  private final String text;
  private final Fields fields;
  private final MetricReader metrics;
  private final ConditionReader conditions;
  private final Consumer<DqdlFault> faults;
  private boolean faulty;
  private Threshold threshold;
  private Action action;

  SimpleRuleReader(
      DqRuleContext rule,
      Fields fields,
      MetricReader metrics,
      ConditionReader conditions,
      Consumer<DqdlFault> faults) {
    this.rule = rule;
    this.text = DqdlSyntax.text(rule);
    this.fields = fields;
    this.metrics = metrics;
    this.conditions = conditions;
    this.faults = faults;
  }

  /** The rule, or null after telling its faults. */
  SimpleRule read() {
    RuleType type = attempt(this::type);
    if (type == null) {
      return null;
    }
    List<String> parameters = attempt(() -> parameters(type));
    EventFilter filter = attempt(() -> filter(type));
    for (TagWithConditionContext tag : rule.tagWithCondition()) {
      attempt(() -> tag(type, tag));
    }
    SimpleRule read =
        type.isRow() ? row(type, parameters, filter) : window(type, parameters, filter);
    return faulty ? null : read;
  }

  private SimpleRule row(RuleType type, List<String> parameters, EventFilter filter) {
    Integer column = parameters == null ? null : attempt(() -> fields.position(parameters.get(0)));
    int at = column == null ? Metric.NONE : column;
    Verdict verdict =
        attempt(
            () ->
                new RowRuleReader(conditions)
                    .read(type, rule, column == null ? null : fields.column(at), at));
    return faulty ? null : SimpleRule.ofRow(text, type, action, filter, at, verdict, threshold);
  }

  private SimpleRule window(RuleType type, List<String> parameters, EventFilter filter) {
    Threshold condition = attempt(() -> condition(type));
    Check check =
        parameters == null ? null : attempt(() -> check(type, parameters, filter, condition));
    return faulty ? null : SimpleRule.ofWindow(text, type, action, check);
  }

  private <T> T attempt(Part<T> part) {
    try {
      return part.read();
    } catch (Fault fault) {
      faulty = true;
      faults.accept(DqdlFault.of(rule.getStart().getLine(), text, fault));
      return null;
    }
  }

  private RuleType type() throws Fault {
    String name = rule.ruleType().getText();
    String refusal = RuleType.refusal(name).orElse(null);
    if (refusal != null) {
      throw new Fault(
          "a rule that a stream can answer",
          name + ", which " + refusal,
          "remove the rule; what is loaded can be checked in the warehouse");
    }
    if (name.equals("AllStatistics")) {
      throw new Fault("a rule", name + ", which only measures", "move it to Analyzers = [ … ]");
    }
    return RuleType.of(name)
        .orElseThrow(
            () ->
                new Fault("a rule type of DQDL", name, Suggestion.remedy(name, RuleType.names())));
  }

  private List<String> parameters(RuleType type) throws Fault {
    List<String> names = Parameters.read(rule.parameterWithConnectorWord());
    Parameters.require(type, names);
    return names;
  }

  private EventFilter filter(RuleType type) throws Fault {
    if (rule.whereClause() != null && type.scope() == RuleType.Scope.SCHEMA) {
      throw new Fault(
          "a rule over all columns",
          "where " + rule.whereClause().quotedString().getText(),
          "remove the where clause: the columns are the same for every event");
    }
    return fields.filter(rule.whereClause());
  }

  private Void tag(RuleType type, TagWithConditionContext tag) throws Fault {
    String name = tag.tagValues().getText();
    if (name.equals("action")) {
      requireOnce(action == null, name);
      action = action(type, tag);
    } else if (name.equals("threshold") && type.isRow()) {
      requireOnce(threshold == null, name);
      if (tag.numberBasedCondition() == null) {
        throw new Fault("a share from 0 to 1", DqdlSyntax.text(tag), "write e.g. > 0.95");
      }
      threshold = conditions.threshold(tag.numberBasedCondition(), 0, 1);
    } else {
      throw new Fault(
          type.isRow() ? "'with threshold' or 'with action'" : "'with action', or no tag",
          "with " + name,
          name.equals("threshold") ? "compare the metric itself" : "remove it");
    }
    return null;
  }

  private static void requireOnce(boolean first, String tag) throws Fault {
    if (!first) {
      throw new Fault("each tag once", "with " + tag + " again", "remove one");
    }
  }

  private Action action(RuleType type, TagWithConditionContext tag) throws Fault {
    Condition<String> named =
        tag.stringBasedCondition() == null ? null : conditions.texts(tag.stringBasedCondition());
    Action read =
        named == null
                || named.operator() != Condition.Operator.EQUAL
                || named.constants().size() != 1
            ? null
            : Action.of(named.constants().get(0)).orElse(null);
    if (read == null) {
      throw new Fault(
          "with action = \"warn\", \"quarantine\" or \"fail\"",
          DqdlSyntax.text(tag),
          "use one of the three");
    }
    if (read == Action.QUARANTINE && !type.isRow()) {
      throw new Fault(
          "with action = \"warn\" or \"fail\"",
          DqdlSyntax.text(tag),
          "a window breaks the rule, and no event by itself: write a rule on events to quarantine");
    }
    return read;
  }

  /** What the metric must meet; null where the type says so. */
  private Threshold condition(RuleType type) throws Fault {
    if (!type.isCompared()) {
      if (rule.condition() != null) {
        throw new Fault("no condition", "'" + DqdlSyntax.text(rule.condition()) + "'", "remove it");
      }
      return null;
    }
    RowRuleReader.require(
        rule,
        rule.condition() != null && rule.condition().numberBasedCondition() != null,
        "the metric, a number",
        type.high() == null ? "> 0" : "> 0.95");
    return conditions.threshold(rule.condition().numberBasedCondition(), type.low(), type.high());
  }

  private Check check(
      RuleType type, List<String> parameters, EventFilter filter, Threshold condition)
      throws Fault {
    switch (type) {
      case COLUMN_COUNT:
        return new Check.Bound(metrics.columnCount(), condition);
      case COLUMN_EXISTS:
        String name = parameters.get(0);
        String metric = "Column." + name + ".Exists";
        double exists = fields.names().contains(name) ? 1 : 0;
        return new Check.Bound(metrics.ofSchema(metric, metric, exists), ALL);
      case COLUMN_NAMES_MATCH_PATTERN:
        return names();
      case DETECT_ANOMALIES:
        return expected(parameters, filter);
      default:
        List<Integer> columns = new ArrayList<>();
        for (String parameter : parameters) {
          columns.add(fields.position(parameter));
        }
        return measured(type, columns, filter, condition);
    }
  }

  private Check measured(
      RuleType type, List<Integer> columns, EventFilter filter, Threshold condition) throws Fault {
    if (type.kind() != null) {
      int metric = metrics.metric(type.kind(), columns, filter);
      return new Check.Bound(metric, condition);
    }
    List<Check> checks = new ArrayList<>();
    checks.add(new Check.Bound(metrics.metric(Kind.UNIQUENESS, columns, filter), ALL));
    if (type == RuleType.IS_UNIQUE) {
      return checks.get(0);
    }
    for (int column : columns) {
      int complete = metrics.metric(Kind.COMPLETENESS, List.of(column), filter);
      checks.add(new Check.Bound(complete, ALL));
    }
    return new Check.Joined(true, checks);
  }

  private Check names() throws Fault {
    String quoted = rule.parameterWithConnectorWord(0).parameter().getText();
    boolean bare = !quoted.startsWith("\"");
    String regex =
        ConditionReader.pattern(bare ? quoted : quoted.substring(1, quoted.length() - 1));
    Pattern pattern = Pattern.compile(regex);
    long matching = fields.names().stream().filter(n -> pattern.matcher(n).matches()).count();
    String name = "Dataset.*.ColumnNamesPatternMatchRatio";
    double share = (double) matching / fields.names().size();
    return new Check.Bound(metrics.ofSchema(name, name + ' ' + regex, share), ALL);
  }

  private Check expected(List<String> parameters, EventFilter filter) throws Fault {
    List<Integer> watched =
        metrics.watched(parameters.get(0), parameters.subList(1, parameters.size()), filter);
    List<Check> checks = new ArrayList<>();
    for (int metric : watched) {
      checks.add(new Check.Expected(metric));
    }
    return checks.size() == 1 ? checks.get(0) : new Check.Joined(true, checks);
  }
}
