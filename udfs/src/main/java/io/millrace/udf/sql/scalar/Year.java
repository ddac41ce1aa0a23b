package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code year} of {@link TimeFunctions} as a function of Flink SQL. */
public final class Year extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Year() {
    super(TimeFunctions.class, "year");
  }
}
