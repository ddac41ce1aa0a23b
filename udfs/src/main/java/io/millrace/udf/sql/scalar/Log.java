package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code log} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Log extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Log() {
    super(NumberFunctions.class, "log");
  }
}
