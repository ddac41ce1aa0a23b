package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code isNight} of {@link TimeFunctions} as a function of Flink SQL. */
public final class IsNight extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public IsNight() {
    super(TimeFunctions.class, "isNight");
  }
}
