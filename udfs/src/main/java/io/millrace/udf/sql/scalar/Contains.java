package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code contains} of {@link TextFunctions} as a function of Flink SQL. */
public final class Contains extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Contains() {
    super(TextFunctions.class, "contains");
  }
}
