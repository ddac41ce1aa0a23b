package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code startsWith} of {@link TextFunctions} as a function of Flink SQL. */
public final class StartsWith extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public StartsWith() {
    super(TextFunctions.class, "startsWith");
  }
}
