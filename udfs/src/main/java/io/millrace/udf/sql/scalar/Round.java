package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code round} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Round extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Round() {
    super(NumberFunctions.class, "round");
  }
}
