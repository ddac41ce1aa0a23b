package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code hour} of {@link TimeFunctions} as a function of Flink SQL. */
public final class Hour extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Hour() {
    super(TimeFunctions.class, "hour");
  }
}
