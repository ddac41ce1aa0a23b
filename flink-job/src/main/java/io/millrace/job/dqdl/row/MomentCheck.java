package io.millrace.job.dqdl.row;

import io.millrace.job.dqdl.row.Condition.Operator;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;

/** Compares a date or timestamp with moments of which some move with now(). */
final class MomentCheck implements ColumnVerdict.Check {
  private final boolean date;
  private final Operator operator;
  private final Moment[] moments;

  private MomentCheck(ColumnType type, Condition<Moment> condition) {
    this.date = type == ColumnType.DATE;
    this.operator = condition.operator();
    this.moments = condition.constants().toArray(new Moment[0]);
  }

  /**
   * @param type DATE or TIMESTAMP
   * @param condition names at least one moment
   */
  static ColumnVerdict.Check of(ColumnType type, Condition<Moment> condition) {
    return new MomentCheck(type, condition);
  }

  @Override
  public boolean holds(Event event, int column) {
    long value = event.getLong(column);
    long now = Now.micros(event);
    switch (operator) {
      case LESS:
        return compare(value, 0, now) < 0;
      case LESS_OR_EQUAL:
        return compare(value, 0, now) <= 0;
      case GREATER:
        return compare(value, 0, now) > 0;
      case GREATER_OR_EQUAL:
        return compare(value, 0, now) >= 0;
      case BETWEEN:
      case NOT_BETWEEN:
        boolean between = compare(value, 0, now) > 0 && compare(value, 1, now) < 0;
        return between != operator.isNegated();
      default:
        return isAmong(value, now) != operator.isNegated();
    }
  }

  private int compare(long value, int moment, long now) {
    return date
        ? Long.compare(value, moments[moment].day(now))
        : moments[moment].compareInstant(value, now);
  }

  private boolean isAmong(long value, long now) {
    long day = date ? value : Math.floorDiv(value, Moment.MICROS_A_DAY);
    for (Moment moment : moments) {
      if (moment.day(now) == day) {
        return true;
      }
    }
    return false;
  }
}
