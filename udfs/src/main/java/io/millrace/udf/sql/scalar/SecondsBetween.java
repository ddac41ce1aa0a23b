package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code secondsBetween} of {@link TimeFunctions} as a function of Flink SQL. */
public final class SecondsBetween extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public SecondsBetween() {
    super(TimeFunctions.class, "secondsBetween");
  }
}
