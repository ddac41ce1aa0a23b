package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TimeFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code month} of {@link TimeFunctions} as a function of Flink SQL. */
public final class Month extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Month() {
    super(TimeFunctions.class, "month");
  }
}
