package io.millrace.cli.lake;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Moments on the command line: an instant, or a date, which is its first moment (UTC). */
public final class TimeConverter implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String text) {
    try {
      Instant time =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      inRange(time.atZone(ZoneOffset.UTC).toLocalDate());
      return time;
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "expected a date or an instant, e.g. 2018-07-25 or 2018-07-25T12:00:00Z; got '"
              + text
              + "'");
    }
  }

  /** The same day, unless microseconds cannot count so far. */
  static LocalDate inRange(LocalDate day) {
    if (day.getYear() < 1 || day.getYear() > 9999) {
      throw new DateTimeException("year " + day.getYear());
    }
    return day;
  }
}
