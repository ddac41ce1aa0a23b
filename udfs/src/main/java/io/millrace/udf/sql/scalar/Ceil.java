package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code ceil} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Ceil extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Ceil() {
    super(NumberFunctions.class, "ceil");
  }
}
