package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code lower} of {@link TextFunctions} as a function of Flink SQL. */
public final class Lower extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Lower() {
    super(TextFunctions.class, "lower");
  }
}
