package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code upper} of {@link TextFunctions} as a function of Flink SQL. */
public final class Upper extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Upper() {
    super(TextFunctions.class, "upper");
  }
}
