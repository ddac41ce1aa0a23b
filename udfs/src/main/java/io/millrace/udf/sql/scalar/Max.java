package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code max} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Max extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Max() {
    super(NumberFunctions.class, "max");
  }
}
