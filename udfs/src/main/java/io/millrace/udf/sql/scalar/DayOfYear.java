package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code dayOfYear} of {@link TimeFunctions} as a function of Flink SQL. */
public final class DayOfYear extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public DayOfYear() {
    super(TimeFunctions.class, "dayOfYear");
  }
}
