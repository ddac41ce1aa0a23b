package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code length} of {@link TextFunctions} as a function of Flink SQL. */
public final class Length extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Length() {
    super(TextFunctions.class, "length");
  }
}
