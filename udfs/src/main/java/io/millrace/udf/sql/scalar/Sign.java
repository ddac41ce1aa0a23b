package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code sign} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Sign extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Sign() {
    super(NumberFunctions.class, "sign");
  }
}
