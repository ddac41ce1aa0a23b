package io.millrace.job.dqdl;

import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.expression.Suggestion;
import io.millrace.udf.quality.Analyzer;
import io.millrace.udf.quality.Completeness;
import io.millrace.udf.quality.Mean;
import io.millrace.udf.quality.RowCount;
import io.millrace.udf.quality.Share;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoublePredicate;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.ConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DqRuleContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.ParameterWithConnectorWordContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.TagWithConditionContext;

/** Binds one rule to the columns of a layout. Each part is read even when another has a fault. */
final class RuleCompiler {

  private interface Part<T> {
    T read() throws Fault;
  }

  private final DqRuleContext rule;
  private final String text;
  private final Layout layout;
  private final ConditionReader conditions;
  private final Consumer<DqdlFault> faults;
  private boolean faulty;

  RuleCompiler(
      DqRuleContext rule,
      String text,
      Layout layout,
      ConditionReader conditions,
      Consumer<DqdlFault> faults) {
    this.rule = rule;
    this.text = text;
    this.layout = layout;
    this.conditions = conditions;
    this.faults = faults;
  }

  /** Adds the rule to the lists, or tells its faults and adds nothing. */
  void compile(List<RowRule> rowRules, List<WindowRule> windowRules) {
    RuleType type = attempt(this::type);
    if (type == null) {
      return;
    }
    Column column = attempt(() -> column(type));
    attempt(this::refuseWhere);
    DoublePredicate threshold = attempt(() -> threshold(type));
    if (type.isRow()) {
      RowRule row = attempt(() -> column == null ? checkCondition() : rowRule(type, column));
      if (!faulty) {
        windowRules.add(WindowRule.ofRowRule(row, rowRules.size(), new Share(), threshold));
        rowRules.add(row);
      }
      return;
    }
    DoublePredicate condition = attempt(() -> windowCondition(type));
    WindowRule window = faulty ? null : attempt(() -> windowRule(type, column, condition));
    if (!faulty) {
      windowRules.add(window);
    }
  }

  private <T> T attempt(Part<T> part) {
    try {
      return part.read();
    } catch (Fault fault) {
      faulty = true;
      faults.accept(fault.at(rule.getStart().getLine(), text));
      return null;
    }
  }

  private RuleType type() throws Fault {
    String name = rule.ruleType().getText();
    return RuleType.of(name)
        .orElseThrow(
            () ->
                new Fault(
                    "a supported rule type (" + String.join(", ", RuleType.names()) + ")",
                    name,
                    Suggestion.nearest(name, RuleType.names())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("remove the rule")));
  }

  /** The column that the rule names; null when its type takes none. */
  private Column column(RuleType type) throws Fault {
    List<String> names = new ArrayList<>();
    for (ParameterWithConnectorWordContext parameter : rule.parameterWithConnectorWord()) {
      names.add(ConditionReader.unquote(parameter.parameter().getText()));
    }
    if (names.size() != (type.hasColumn() ? 1 : 0)) {
      throw new Fault(
          type.hasColumn() ? "one column" : "no column",
          names.isEmpty() ? "none" : names.size() + " (" + String.join(", ", names) + ")",
          "write e.g. " + type + (type.hasColumn() ? " \"column\"" : " > 0"));
    }
    if (names.isEmpty()) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    for (Column field : layout.columns().subList(0, layout.fields())) {
      fields.add(field.name());
    }
    int position = layout.position(names.get(0));
    if (position < 0 || position >= layout.fields()) {
      throw new Fault(
          "a field of the event",
          names.get(0),
          position < 0
              ? Suggestion.remedy(names.get(0), fields)
              : "that column is computed after the rules: use one of " + String.join(", ", fields));
    }
    return layout.column(position);
  }

  private Void refuseWhere() throws Fault {
    if (rule.whereClause() != null) {
      throw new Fault(
          "a rule over all events",
          "where " + rule.whereClause().quotedString().getText(),
          "remove the where clause: it is not supported");
    }
    return null;
  }

  /** What the share of events that keep a row rule must meet; all events, when nothing is said. */
  private DoublePredicate threshold(RuleType type) throws Fault {
    DoublePredicate threshold = share -> share == 1;
    for (TagWithConditionContext tag : rule.tagWithCondition()) {
      String name = tag.tagValues().getText();
      if (!name.equals("threshold") || !type.isRow() || rule.tagWithCondition().size() > 1) {
        throw new Fault(
            type.isRow() ? "at most one 'with threshold'" : "nothing after the condition",
            "with " + name,
            "remove it");
      }
      if (tag.numberBasedCondition() == null) {
        throw new Fault("a share from 0 to 1", DqdlSyntax.text(tag), "write e.g. > 0.95");
      }
      threshold = metricCondition(conditions.numbers(tag.numberBasedCondition()), true);
    }
    return threshold;
  }

  /** What can be said of the condition when the column is unknown. */
  private RowRule checkCondition() throws Fault {
    if (rule.condition() != null) {
      conditions.check(rule.condition());
    }
    return null;
  }

  private RowRule rowRule(RuleType type, Column column) throws Fault {
    int at = layout.position(column.name());
    ConditionContext condition = rule.condition();
    if (type == RuleType.IS_COMPLETE) {
      if (condition != null) {
        throw new Fault(
            "no condition",
            "'" + DqdlSyntax.text(condition) + "'",
            "use Completeness to compare the share");
      }
      return new ColumnRule(text, metric(column, "Completeness"), at, false, (event, c) -> true);
    }
    if (type == RuleType.COLUMN_LENGTH) {
      require(condition != null && condition.numberBasedCondition() != null, "a length", "> 0");
      NumberSet.OfLongs lengths =
          ColumnChecks.lengths(column, conditions.numbers(condition.numberBasedCondition()));
      return new ColumnRule(
          text,
          metric(column, "ColumnLength.Compliance"),
          at,
          lengths.contains(0),
          (event, c) -> lengths.contains(ColumnChecks.length(event, c)));
    }
    if (type == RuleType.COLUMN_DATA_TYPE) {
      require(
          condition != null && condition.stringBasedCondition() != null, "a type", "= \"INTEGER\"");
      Condition<String> types = conditions.texts(condition.stringBasedCondition());
      return new ColumnRule(
          text,
          metric(column, "ColumnDataType.Compliance"),
          at,
          types.operator().isNegated(),
          ColumnChecks.dataType(column, types));
    }
    return valuesRule(column, at, condition);
  }

  private RowRule valuesRule(Column column, int at, ConditionContext context) throws Fault {
    Condition<?> condition;
    ColumnRule.Check check;
    if (context != null && context.numberBasedCondition() != null) {
      Condition<BigDecimal> numbers = conditions.numbers(context.numberBasedCondition());
      check = ColumnChecks.numbers(column, numbers);
      condition = numbers;
    } else if (context != null && context.stringBasedCondition() != null) {
      Condition<String> texts = conditions.texts(context.stringBasedCondition());
      check = ColumnChecks.texts(column, texts);
      condition = texts;
    } else {
      require(
          context != null && context.dateBasedCondition() != null, "numbers, text or dates", "> 0");
      Condition<LocalDate> dates = conditions.dates(context.dateBasedCondition());
      check = ColumnChecks.dates(column, dates);
      condition = dates;
    }
    return new ColumnRule(
        text, metric(column, "ColumnValues.Compliance"), at, condition.holdsForNull(), check);
  }

  private void require(boolean condition, String expected, String example) throws Fault {
    if (!condition) {
      throw new Fault(
          "a condition on " + expected,
          rule.condition() == null ? "none" : "'" + DqdlSyntax.text(rule.condition()) + "'",
          "write e.g. " + example);
    }
  }

  private DoublePredicate windowCondition(RuleType type) throws Fault {
    require(
        rule.condition() != null && rule.condition().numberBasedCondition() != null,
        "the metric, a number",
        type == RuleType.COMPLETENESS ? "> 0.95" : "> 0");
    return metricCondition(
        conditions.numbers(rule.condition().numberBasedCondition()), type == RuleType.COMPLETENESS);
  }

  private static DoublePredicate metricCondition(Condition<BigDecimal> condition, boolean share)
      throws Fault {
    if (condition.namesNull()) {
      throw new Fault("a number", "NULL", "a window that cannot answer breaks the rule anyway");
    }
    for (BigDecimal constant : condition.constants()) {
      if (share && (constant.signum() < 0 || constant.compareTo(BigDecimal.ONE) > 0)) {
        throw new Fault("a share from 0 to 1", constant.toString(), "write e.g. 0.95 for 95 %");
      }
    }
    NumberSet.OfDoubles numbers = NumberSet.ofDoubles(condition);
    return value -> !Double.isNaN(value) && numbers.contains(value);
  }

  private WindowRule windowRule(RuleType type, Column column, DoublePredicate condition)
      throws Fault {
    switch (type) {
      case ROW_COUNT:
        return window("Dataset.*.RowCount", new RowCount(), WindowRule.NO_COLUMN, condition);
      case COMPLETENESS:
        return window(
            metric(column, "Completeness"),
            new Completeness(),
            layout.position(column.name()),
            condition);
      default:
        if (!column.type().isNumeric()) {
          throw new Fault(
              "a number column",
              column.name() + " of type " + column.type(),
              "name a column of numbers, or remove the rule");
        }
        return window(
            metric(column, "Mean"), new Mean(), layout.position(column.name()), condition);
    }
  }

  private WindowRule window(
      String metric, Analyzer analyzer, int column, DoublePredicate condition) {
    return WindowRule.of(text, metric, analyzer, column, condition);
  }

  private static String metric(Column column, String name) {
    return "Column." + column.name() + "." + name;
  }
}
