package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code minMax} of {@link NumberFunctions} as a function of Flink SQL. */
public final class MinMax extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public MinMax() {
    super(NumberFunctions.class, "minMax");
  }
}
