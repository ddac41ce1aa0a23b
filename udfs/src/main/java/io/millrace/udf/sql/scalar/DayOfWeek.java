package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code dayOfWeek} of {@link TimeFunctions} as a function of Flink SQL. */
public final class DayOfWeek extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public DayOfWeek() {
    super(TimeFunctions.class, "dayOfWeek");
  }
}
