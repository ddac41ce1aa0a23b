package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.ColumnVerdicts;
import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.dqdl.row.Verdict;
import io.millrace.job.event.Column;
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
  Verdict read(RuleType type, DqRuleContext rule, Column column, int at) throws Fault {
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
        return ColumnVerdicts.ages(column, at, TimeReader.ages(condition.durationBasedCondition()));
      default:
        return values(rule, column, at);
    }
  }

  private Verdict lengths(DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext condition = rule.condition();
    require(rule, condition != null && condition.numberBasedCondition() != null, "a length", "> 0");
    return ColumnVerdicts.lengths(column, at, conditions.numbers(condition.numberBasedCondition()));
  }

  private Verdict dataType(DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext condition = rule.condition();
    require(
        rule,
        condition != null && condition.stringBasedCondition() != null,
        "a type",
        "= \"INTEGER\"");
    return ColumnVerdicts.dataType(column, at, conditions.texts(condition.stringBasedCondition()));
  }

  private Verdict values(DqRuleContext rule, Column column, int at) throws Fault {
    ConditionContext context = rule.condition();
    if (context != null && context.numberBasedCondition() != null) {
      return ColumnVerdicts.numbers(column, at, conditions.numbers(context.numberBasedCondition()));
    }
    if (context != null && context.stringBasedCondition() != null) {
      return ColumnVerdicts.texts(column, at, conditions.texts(context.stringBasedCondition()));
    }
    require(
        rule,
        context != null && context.dateBasedCondition() != null,
        "numbers, text or dates",
        "> 0");
    return ColumnVerdicts.dates(column, at, TimeReader.dates(context.dateBasedCondition()));
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
