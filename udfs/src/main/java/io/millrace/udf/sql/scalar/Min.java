package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code min} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Min extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Min() {
    super(NumberFunctions.class, "min");
  }
}
