package io.millrace.job.dqdl;

import io.millrace.job.dqdl.row.Age;
import io.millrace.job.dqdl.row.Condition;
import io.millrace.job.dqdl.row.Fault;
import io.millrace.job.dqdl.row.Moment;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DateBasedConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DateExpressionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DurationBasedConditionContext;
import software.amazon.glue.dqdl.DataQualityDefinitionLanguageParser.DurationExpressionContext;

/** Turns conditions on dates and durations into {@link Condition}s. */
final class TimeReader {
  /** A century: beyond it a duration is a slip, and microseconds would overflow. */
  private static final long MAX_DAYS = 36_525;

  private TimeReader() {}

  static Condition<Moment> dates(DateBasedConditionContext context) throws Fault {
    List<DateExpressionContext> operands =
        context.dateExpressionArray() == null
            ? context.dateExpression()
            : context.dateExpressionArray().dateExpression();
    List<Moment> moments = new ArrayList<>();
    boolean namesNull = false;
    for (DateExpressionContext operand : operands) {
      if (operand.NULL() != null) {
        namesNull = true;
      } else {
        moments.add(moment(operand));
      }
    }
    Condition<Moment> condition =
        new Condition<>(ConditionReader.operator(context), moments, namesNull, false);
    condition.requireOrder(Moment::mayRise);
    return condition;
  }

  private static Moment moment(DateExpressionContext operand) throws Fault {
    String text = DqdlSyntax.text(operand);
    if (operand.dateNow() != null) {
      if (operand.durationExpression() == null) {
        return Moment.ofNow(0, text);
      }
      long micros = duration(operand.durationExpression()).micros();
      boolean before = operand.dateExpressionOp().getText().equals("-");
      return Moment.ofNow(before ? -micros : micros, text);
    }
    if (operand.timeExpression() != null) {
      throw new Fault(
          "a date as \"yyyy-MM-dd\" or an expression of now()",
          "'" + text + "'",
          "compare with a day; a time of day is not supported");
    }
    try {
      return Moment.ofDay(
          LocalDate.parse(text.substring(1, text.length() - 1)).toEpochDay(),
          text.substring(1, text.length() - 1));
    } catch (DateTimeException e) {
      throw new Fault("a day of the calendar as \"yyyy-MM-dd\"", text, "correct month and day");
    }
  }

  static Condition<Age> ages(DurationBasedConditionContext context) throws Fault {
    List<DurationExpressionContext> operands =
        context.durationExpressionArray() == null
            ? context.durationExpression()
            : context.durationExpressionArray().durationExpression();
    List<Age> ages = new ArrayList<>();
    for (DurationExpressionContext operand : operands) {
      ages.add(duration(operand));
    }
    Condition<Age> condition =
        new Condition<>(ConditionReader.operator(context), ages, false, false);
    condition.requireOrder((first, second) -> first.compareTo(second) < 0);
    return condition;
  }

  private static Age duration(DurationExpressionContext written) throws Fault {
    String text = DqdlSyntax.text(written);
    String unit = written.durationUnit().getText();
    BigInteger count =
        new BigInteger((written.INT() == null ? written.DIGIT() : written.INT()).getText());
    TimeUnit time = TimeUnit.valueOf(unit.toUpperCase(Locale.ROOT));
    if (count.compareTo(BigInteger.valueOf(time.convert(MAX_DAYS, TimeUnit.DAYS))) > 0) {
      throw new Fault(
          "a duration of at most " + MAX_DAYS + " days, a century",
          "'" + text + "'",
          "write a shorter one");
    }
    return new Age(count.longValueExact(), time.toMicros(1), text);
  }
}
