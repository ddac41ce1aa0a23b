package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code ratio} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Ratio extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Ratio() {
    super(NumberFunctions.class, "ratio");
  }
}
