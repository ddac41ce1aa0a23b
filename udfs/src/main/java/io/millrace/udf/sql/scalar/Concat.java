package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code concat} of {@link TextFunctions} as a function of Flink SQL. */
public final class Concat extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Concat() {
    super(TextFunctions.class, "concat");
  }
}
