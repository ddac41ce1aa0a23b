package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code trim} of {@link TextFunctions} as a function of Flink SQL. */
public final class Trim extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Trim() {
    super(TextFunctions.class, "trim");
  }
}
