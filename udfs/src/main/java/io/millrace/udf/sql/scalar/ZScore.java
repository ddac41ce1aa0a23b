package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code zScore} of {@link NumberFunctions} as a function of Flink SQL. */
public final class ZScore extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public ZScore() {
    super(NumberFunctions.class, "zScore");
  }
}
