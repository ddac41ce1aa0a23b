package io.millrace.udf.scalar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Functions of timestamps. Without a zone, days and hours are those of UTC. With one, they are what
 * a clock on the wall shows: an hour that the zone repeats in autumn has the same number twice, one
 * that it leaves out in spring never occurs.
 */
public final class TimeFunctions implements FunctionLibrary {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long MICROS_PER_MINUTE = 60L * MICROS_PER_SECOND;
  private static final long MICROS_PER_HOUR = 60L * MICROS_PER_MINUTE;
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

  @ScalarFunction("Minute of the hour, 0 to 59.")
  public static long minute(@Micros long time) {
    return minuteOfDay(time) % 60;
  }

  @ScalarFunction("Minute of the hour in a zone, 0 to 59.")
  public static long minute(@Micros long time, ZoneId zone) {
    return minute(local(time, zone));
  }

  @ScalarFunction("Minute of the day, 0 to 1439, by the clock.")
  public static long minuteOfDay(@Micros long time) {
    return Math.floorMod(time, MICROS_PER_DAY) / MICROS_PER_MINUTE;
  }

  @ScalarFunction("Minute of the day in a zone, 0 to 1439, by the clock.")
  public static long minuteOfDay(@Micros long time, ZoneId zone) {
    return minuteOfDay(local(time, zone));
  }

  @ScalarFunction("Hour of the week, 0 for the first of Monday to 167 for the last of Sunday.")
  public static long hourOfWeek(@Micros long time) {
    return 24 * (dayOfWeek(time) - 1) + hour(time);
  }

  @ScalarFunction(
      "Hour of the week in a zone, 0 for the first of Monday to 167 for the last of Sunday.")
  public static long hourOfWeek(@Micros long time, ZoneId zone) {
    return hourOfWeek(local(time, zone));
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

  @ScalarFunction("Day of the month, 1 to 31.")
  public static long dayOfMonth(@Micros long time) {
    return date(time).getDayOfMonth();
  }

  @ScalarFunction("Day of the month in a zone, 1 to 31.")
  public static long dayOfMonth(@Micros long time, ZoneId zone) {
    return dayOfMonth(local(time, zone));
  }

  @ScalarFunction("Day of the year, 1 to 366.")
  public static long dayOfYear(@Micros long time) {
    return date(time).getDayOfYear();
  }

  @ScalarFunction("Day of the year in a zone, 1 to 366.")
  public static long dayOfYear(@Micros long time, ZoneId zone) {
    return dayOfYear(local(time, zone));
  }

  @ScalarFunction("Month, 1 to 12.")
  public static long month(@Micros long time) {
    return date(time).getMonthValue();
  }

  @ScalarFunction("Month in a zone, 1 to 12.")
  public static long month(@Micros long time, ZoneId zone) {
    return month(local(time, zone));
  }

  @ScalarFunction("Year.")
  public static long year(@Micros long time) {
    return date(time).getYear();
  }

  @ScalarFunction("Year in a zone.")
  public static long year(@Micros long time, ZoneId zone) {
    return year(local(time, zone));
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

  private static LocalDate date(long time) {
    return LocalDate.ofEpochDay(Math.floorDiv(time, MICROS_PER_DAY));
  }

  /** The zone's wall clock, as if it were UTC. */
  private static long local(long time, ZoneId zone) {
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(time, MICROS_PER_SECOND));
    return time + zone.getRules().getOffset(instant).getTotalSeconds() * MICROS_PER_SECOND;
  }
}
