package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code isWeekend} of {@link TimeFunctions} as a function of Flink SQL. */
public final class IsWeekend extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public IsWeekend() {
    super(TimeFunctions.class, "isWeekend");
  }
}
