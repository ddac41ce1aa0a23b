package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code clip} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Clip extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Clip() {
    super(NumberFunctions.class, "clip");
  }
}
