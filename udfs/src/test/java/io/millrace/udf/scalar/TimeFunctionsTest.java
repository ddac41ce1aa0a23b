package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongBiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeFunctionsTest {
  private static final Instant FROM = Instant.parse("1890-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2150-01-01T00:00:00Z");
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/St_Johns"),
          ZoneId.of("Asia/Kathmandu"),
          ZoneId.of("Pacific/Apia"),
          ZoneId.of("-03:30"));

  private static final Map<String, LongUnaryOperator> PLAIN =
      Map.of(
          "hour", TimeFunctions::hour,
          "minute", TimeFunctions::minute,
          "minuteOfDay", TimeFunctions::minuteOfDay,
          "hourOfWeek", TimeFunctions::hourOfWeek,
          "dayOfWeek", TimeFunctions::dayOfWeek,
          "dayOfMonth", TimeFunctions::dayOfMonth,
          "dayOfYear", TimeFunctions::dayOfYear,
          "month", TimeFunctions::month,
          "year", TimeFunctions::year);

  private static final Map<String, ToLongBiFunction<Long, ZoneId>> ZONED =
      Map.of(
          "hour", TimeFunctions::hour,
          "minute", TimeFunctions::minute,
          "minuteOfDay", TimeFunctions::minuteOfDay,
          "hourOfWeek", TimeFunctions::hourOfWeek,
          "dayOfWeek", TimeFunctions::dayOfWeek,
          "dayOfMonth", TimeFunctions::dayOfMonth,
          "dayOfYear", TimeFunctions::dayOfYear,
          "month", TimeFunctions::month,
          "year", TimeFunctions::year);

  @Test
  void agreesWithTheCalendarOfEveryZone() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      long micros = random.nextLong(micros(FROM), micros(TO));
      ZoneId zone = ZONES.get(random.nextInt(ZONES.size()));
      ZonedDateTime local = FROM.plus(micros - micros(FROM), ChronoUnit.MICROS).atZone(zone);
      boolean weekend =
          local.getDayOfWeek() == DayOfWeek.SATURDAY || local.getDayOfWeek() == DayOfWeek.SUNDAY;

      assertThat(TimeFunctions.hour(micros, zone)).as("%s", local).isEqualTo(local.getHour());
      assertThat(TimeFunctions.dayOfWeek(micros, zone))
          .as("%s", local)
          .isEqualTo(local.getDayOfWeek().getValue());
      assertThat(TimeFunctions.minute(micros, zone)).as("%s", local).isEqualTo(local.getMinute());
      assertThat(TimeFunctions.minuteOfDay(micros, zone))
          .as("%s", local)
          .isEqualTo(local.get(ChronoField.MINUTE_OF_DAY));
      assertThat(TimeFunctions.hourOfWeek(micros, zone))
          .as("%s", local)
          .isEqualTo(24L * (local.getDayOfWeek().getValue() - 1) + local.getHour());
      assertThat(TimeFunctions.dayOfMonth(micros, zone))
          .as("%s", local)
          .isEqualTo(local.getDayOfMonth());
      assertThat(TimeFunctions.dayOfYear(micros, zone))
          .as("%s", local)
          .isEqualTo(local.getDayOfYear());
      assertThat(TimeFunctions.month(micros, zone))
          .as("%s", local)
          .isEqualTo(local.getMonthValue());
      assertThat(TimeFunctions.year(micros, zone)).as("%s", local).isEqualTo(local.getYear());
      assertThat(TimeFunctions.isWeekend(micros, zone)).as("%s", local).isEqualTo(weekend);
      assertThat(TimeFunctions.isNight(micros, zone))
          .as("%s", local)
          .isEqualTo(local.getHour() <= 6);
    }
  }

  @Test
  void withoutAZoneIsUtc() {
    ZoneId utc = ZoneId.of("UTC");
    Random random = new Random(11);
    for (int i = 0; i < 10_000; i++) {
      long micros = random.nextLong(micros(FROM), micros(TO));
      PLAIN.forEach(
          (name, plain) ->
              assertThat(plain.applyAsLong(micros))
                  .as("%s(%d)", name, micros)
                  .isEqualTo(ZONED.get(name).applyAsLong(micros, utc)));
      assertThat(TimeFunctions.isWeekend(micros)).isEqualTo(TimeFunctions.isWeekend(micros, utc));
      assertThat(TimeFunctions.isNight(micros)).isEqualTo(TimeFunctions.isNight(micros, utc));
    }
  }

  /** Berlin repeats the hour of two in October, and leaves it out in March. */
  @ParameterizedTest
  @CsvSource({
    "2023-10-29T00:30:00Z, 2, 150",
    "2023-10-29T01:30:00Z, 2, 150",
    "2023-10-29T02:30:00Z, 3, 210",
    "2024-03-31T00:59:59Z, 1, 119",
    "2024-03-31T01:00:00Z, 3, 180",
  })
  void followsTheClockOnTheWallWhenItIsChanged(Instant time, long hour, long minuteOfDay) {
    ZoneId berlin = ZoneId.of("Europe/Berlin");

    assertThat(TimeFunctions.hour(micros(time), berlin)).isEqualTo(hour);
    assertThat(TimeFunctions.minuteOfDay(micros(time), berlin)).isEqualTo(minuteOfDay);
    assertThat(TimeFunctions.hourOfWeek(micros(time), berlin)).isEqualTo(144 + hour);
  }

  @ParameterizedTest
  @CsvSource({
    "2018-04-01T06:59:59.999999Z, true",
    "2018-04-01T07:00:00Z, false",
    "2018-04-01T23:59:59.999999Z, false",
    "2018-04-02T00:00:00Z, true",
    "1969-12-31T23:59:59.999999Z, false",
  })
  void nightEndsBeforeSeven(Instant time, boolean night) {
    assertThat(TimeFunctions.isNight(micros(time))).isEqualTo(night);
  }

  @ParameterizedTest
  @CsvSource({
    "2018-04-06T23:59:59.999999Z, false",
    "2018-04-07T00:00:00Z, true",
    "2018-04-08T23:59:59.999999Z, true",
    "2018-04-09T00:00:00Z, false",
  })
  void weekendIsSaturdayAndSunday(Instant time, boolean weekend) {
    assertThat(TimeFunctions.isWeekend(micros(time))).isEqualTo(weekend);
  }

  @Test
  void secondsBetweenCountsFractionsAndDirection() {
    assertThat(TimeFunctions.secondsBetween(0, 1_500_000)).isEqualTo(1.5);
    assertThat(TimeFunctions.secondsBetween(1_500_000, 0)).isEqualTo(-1.5);
    assertThat(TimeFunctions.secondsBetween(Long.MIN_VALUE, Long.MAX_VALUE))
        .isCloseTo(0x1p64 / 1e6, withPercentage(1e-9));
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
