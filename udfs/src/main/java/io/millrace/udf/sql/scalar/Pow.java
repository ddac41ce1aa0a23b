package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code pow} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Pow extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Pow() {
    super(NumberFunctions.class, "pow");
  }
}
