package io.millrace.job.dqdl.row;

import io.millrace.job.dqdl.row.Condition.Operator;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;

/**
 * Compares the age of a date (from its beginning in UTC) or timestamp. Equal is an age of so many
 * whole units: {@code = 3 days} is any time of the fourth day.
 */
final class AgeCheck implements ColumnVerdict.Check {
  private final boolean date;
  private final Operator operator;
  private final Age[] ages;

  private AgeCheck(ColumnType type, Condition<Age> condition) {
    this.date = type == ColumnType.DATE;
    this.operator = condition.operator();
    this.ages = condition.constants().toArray(new Age[0]);
  }

  /**
   * @param type DATE or TIMESTAMP
   */
  static ColumnVerdict.Check of(ColumnType type, Condition<Age> condition) {
    return new AgeCheck(type, condition);
  }

  @Override
  public boolean holds(Event event, int column) {
    long age = age(event, column);
    switch (operator) {
      case LESS:
        return age < ages[0].micros();
      case LESS_OR_EQUAL:
        return age <= ages[0].micros();
      case GREATER:
        return age > ages[0].micros();
      case GREATER_OR_EQUAL:
        return age >= ages[0].micros();
      case BETWEEN:
      case NOT_BETWEEN:
        return (age > ages[0].micros() && age < ages[1].micros()) != operator.isNegated();
      default:
        return isAmong(age) != operator.isNegated();
    }
  }

  private boolean isAmong(long age) {
    for (Age each : ages) {
      if (each.isReached(age)) {
        return true;
      }
    }
    return false;
  }

  /** In microseconds; the longest there is for a time too far away to subtract. */
  private long age(Event event, int column) {
    long now = Now.micros(event);
    long value = event.getLong(column);
    if (date) {
      long days = Math.max(-Age.MAX_DAYS, Math.min(Age.MAX_DAYS, value));
      value = days * Moment.MICROS_A_DAY;
    }
    long age = now - value;
    boolean overflow = ((now ^ value) & (now ^ age)) < 0;
    return overflow ? (value < 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : age;
  }
}
