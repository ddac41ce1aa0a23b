package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code exp} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Exp extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Exp() {
    super(NumberFunctions.class, "exp");
  }
}
