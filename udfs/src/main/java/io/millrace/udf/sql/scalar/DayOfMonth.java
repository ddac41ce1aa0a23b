package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code dayOfMonth} of {@link TimeFunctions} as a function of Flink SQL. */
public final class DayOfMonth extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public DayOfMonth() {
    super(TimeFunctions.class, "dayOfMonth");
  }
}
