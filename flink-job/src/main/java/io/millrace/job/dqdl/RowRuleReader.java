package io.millrace.job.dqdl;

import io.millrace.job.event.Column;
import java.math.BigDecimal;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.ConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DqRuleContext;

/** Turns a rule on single events into what an event must meet. */
final class RowRuleReader {
  private final ConditionReader conditions;

  RowRuleReader(ConditionReader conditions) {
    this.conditions = conditions;
  }

  /**
   * Reads the condition of a rule; it is read for its own faults even when the column is unknown.
   *
   * @param column the rule's column, or null when it has a fault
   * @param at position of the column
   * @return null when the column is null
   */
  RowRule.Verdict read(RuleType type, DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext condition = rule.condition();
    if (column == null) {
      if (condition != null) {
        conditions.check(condition);
      }
      return null;
    }
    switch (type) {
      case IS_COMPLETE:
        if (condition != null) {
          throw new Fault(
              "no condition",
              "'" + DqdlSyntax.text(condition) + "'",
              "use Completeness to compare the share");
        }
        return event -> !event.isNull(at);
      case COLUMN_LENGTH:
        return lengths(rule, column, at);
      case COLUMN_DATA_TYPE:
        return dataType(rule, column, at);
      case DATA_FRESHNESS:
        require(
            rule,
            condition != null && condition.durationBasedCondition() != null,
            "an age",
            "<= 24 hours");
        return new ColumnVerdict(
            at,
            false,
            ColumnChecks.ages(column, TimeReader.ages(condition.durationBasedCondition())));
      default:
        return values(rule, column, at);
    }
  }

  private RowRule.Verdict lengths(DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext condition = rule.condition();
    require(rule, condition != null && condition.numberBasedCondition() != null, "a length", "> 0");
    NumberSet.OfLongs lengths =
        ColumnChecks.lengths(column, conditions.numbers(condition.numberBasedCondition()));
    return new ColumnVerdict(
        at, lengths.contains(0), (event, c) -> lengths.contains(ColumnChecks.length(event, c)));
  }

  private RowRule.Verdict dataType(DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext condition = rule.condition();
    require(
        rule,
        condition != null && condition.stringBasedCondition() != null,
        "a type",
        "= \"INTEGER\"");
    Condition<String> types = conditions.texts(condition.stringBasedCondition());
    return new ColumnVerdict(
        at, types.operator().isNegated(), ColumnChecks.dataType(column, types));
  }

  private RowRule.Verdict values(DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext context = rule.condition();
    Condition<?> condition;
    ColumnVerdict.Check check;
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
          rule,
          context != null && context.dateBasedCondition() != null,
          "numbers, text or dates",
          "> 0");
      Condition<Moment> dates = TimeReader.dates(context.dateBasedCondition());
      check = ColumnChecks.dates(column, dates);
      condition = dates;
    }
    return new ColumnVerdict(at, condition.holdsForNull(), check);
  }

  static void require(DqRuleContext rule, boolean met, String expected, String example)
      throws Fault {
    if (!met) {
      throw new Fault(
          "a condition on " + expected,
          rule.condition() == null ? "none" : "'" + DqdlSyntax.text(rule.condition()) + "'",
          "write e.g. " + example);
    }
  }
}
