package io.millrace.cli.generate;

import java.util.concurrent.TimeUnit;

/**
 * Which terminals are compromised and which cards stolen, as simulated time goes on. It begins with
 * those of the days before the start, so that a short stream has frauds too.
 */
final class Incidents {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);
  private static final long LONGEST_DAYS = 20;

  /** Incidents that begin in a day, for each terminal and each customer. */
  private static final double COMPROMISED_A_DAY = 0.001;

  private static final double STOLEN_A_DAY = 0.0015;

  private final Period[] terminals;
  private final Period[] customers;
  private final Draws draws;
  private long plannedDays;

  private static final class Period {
    private long from = Long.MAX_VALUE;
    private long until;

    boolean contains(long time) {
      return time >= from && time < until;
    }
  }

  Incidents(int customerCount, int terminalCount, Draws draws) {
    this.customers = periods(customerCount);
    this.terminals = periods(terminalCount);
    this.draws = draws;
    for (long day = -LONGEST_DAYS; day <= 0; day++) {
      plan(day);
    }
  }

  private static Period[] periods(int count) {
    Period[] periods = new Period[count];
    for (int i = 0; i < count; i++) {
      periods[i] = new Period();
    }
    return periods;
  }

  /** Plans the days up to this time; times never go back. */
  void advanceTo(long time) {
    while (plannedDays < time / DAY) {
      plan(++plannedDays);
    }
  }

  private void plan(long day) {
    begin(terminals, COMPROMISED_A_DAY, day, 10, LONGEST_DAYS);
    begin(customers, STOLEN_A_DAY, day, 5, 12);
  }

  private void begin(Period[] periods, double rate, long day, long fewestDays, long mostDays) {
    double expected = rate * periods.length;
    int count = (int) expected + (draws.chance(expected - (int) expected) ? 1 : 0);
    for (int i = 0; i < count; i++) {
      Period period = periods[draws.below(periods.length)];
      period.from = day * DAY + draws.wholeBetween(0, DAY - 1);
      period.until = period.from + draws.wholeBetween(fewestDays, mostDays) * DAY;
    }
  }

  boolean isCompromised(int terminal, long time) {
    return terminals[terminal].contains(time);
  }

  boolean isStolen(int customer, long time) {
    return customers[customer].contains(time);
  }
}
