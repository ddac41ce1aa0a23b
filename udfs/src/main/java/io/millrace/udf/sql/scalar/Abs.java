package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code abs} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Abs extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Abs() {
    super(NumberFunctions.class, "abs");
  }
}
