package io.millrace.udf.scalar;

import java.time.Instant;
import java.time.ZoneId;

/** Functions of timestamps. Without a zone, days and hours are those of UTC. */
public final class TimeFunctions implements FunctionLibrary {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long MICROS_PER_HOUR = 3_600L * MICROS_PER_SECOND;
  private static final long MICROS_PER_DAY = 24L * MICROS_PER_HOUR;
  private static final int SATURDAY = 6;
  private static final int LAST_NIGHT_HOUR = 6;

  /** 1970-01-01 was a Thursday, three days after a Monday. */
  private static final int EPOCH_DAYS_AFTER_MONDAY = 3;

  @ScalarFunction("Hour of the day, 0 to 23.")
  public static long hour(@Micros long time) {
    return Math.floorMod(time, MICROS_PER_DAY) / MICROS_PER_HOUR;
  }

  @ScalarFunction("Hour of the day in a zone, 0 to 23.")
  public static long hour(@Micros long time, ZoneId zone) {
    return hour(local(time, zone));
  }

  @ScalarFunction("Day of the week, 1 for Monday to 7 for Sunday.")
  public static long dayOfWeek(@Micros long time) {
    long day = Math.floorDiv(time, MICROS_PER_DAY);
    return Math.floorMod(day + EPOCH_DAYS_AFTER_MONDAY, 7) + 1L;
  }

  @ScalarFunction("Day of the week in a zone, 1 for Monday to 7 for Sunday.")
  public static long dayOfWeek(@Micros long time, ZoneId zone) {
    return dayOfWeek(local(time, zone));
  }

  @ScalarFunction("Whether the day is a Saturday or a Sunday.")
  public static boolean isWeekend(@Micros long time) {
    return dayOfWeek(time) >= SATURDAY;
  }

  @ScalarFunction("Whether the day in a zone is a Saturday or a Sunday.")
  public static boolean isWeekend(@Micros long time, ZoneId zone) {
    return dayOfWeek(time, zone) >= SATURDAY;
  }

  @ScalarFunction("Whether the hour is 6 or less: from midnight to before seven.")
  public static boolean isNight(@Micros long time) {
    return hour(time) <= LAST_NIGHT_HOUR;
  }

  @ScalarFunction("Whether the hour in a zone is 6 or less: from midnight to before seven.")
  public static boolean isNight(@Micros long time, ZoneId zone) {
    return hour(time, zone) <= LAST_NIGHT_HOUR;
  }

  @ScalarFunction("Seconds from the first time to the second, with fractions; negative backwards.")
  public static double secondsBetween(@Micros long from, @Micros long to) {
    long micros = to - from;
    boolean overflow = ((to ^ from) & (to ^ micros)) < 0;
    return (overflow ? (double) to - (double) from : micros) / MICROS_PER_SECOND;
  }

  /** The zone's wall clock, as if it were UTC. */
  private static long local(long time, ZoneId zone) {
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(time, MICROS_PER_SECOND));
    return time + zone.getRules().getOffset(instant).getTotalSeconds() * MICROS_PER_SECOND;
  }
}
