package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code endsWith} of {@link TextFunctions} as a function of Flink SQL. */
public final class EndsWith extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public EndsWith() {
    super(TextFunctions.class, "endsWith");
  }
}
