package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code sqrt} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Sqrt extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Sqrt() {
    super(NumberFunctions.class, "sqrt");
  }
}
