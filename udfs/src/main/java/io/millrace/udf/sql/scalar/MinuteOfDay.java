package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code minuteOfDay} of {@link TimeFunctions} as a function of Flink SQL. */
public final class MinuteOfDay extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public MinuteOfDay() {
    super(TimeFunctions.class, "minuteOfDay");
  }
}
