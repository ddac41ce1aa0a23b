package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code floor} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Floor extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Floor() {
    super(NumberFunctions.class, "floor");
  }
}
