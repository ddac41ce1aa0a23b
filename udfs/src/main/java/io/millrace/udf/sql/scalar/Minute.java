package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code minute} of {@link TimeFunctions} as a function of Flink SQL. */
public final class Minute extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Minute() {
    super(TimeFunctions.class, "minute");
  }
}
