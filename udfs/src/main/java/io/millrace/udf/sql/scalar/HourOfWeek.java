package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code hourOfWeek} of {@link TimeFunctions} as a function of Flink SQL. */
public final class HourOfWeek extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public HourOfWeek() {
    super(TimeFunctions.class, "hourOfWeek");
  }
}
