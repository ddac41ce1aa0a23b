package io.millrace.cli.lake;

import java.time.DateTimeException;
import java.time.LocalDate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Days on the command line, e.g. {@code 2018-07-25}. */
public final class DateConverter implements ITypeConverter<LocalDate> {
  @Override
  public LocalDate convert(String text) {
    try {
      return TimeConverter.inRange(LocalDate.parse(text));
    } catch (DateTimeException e) {
      throw new TypeConversionException("expected a date, e.g. 2018-07-25; got '" + text + "'");
    }
  }
}
