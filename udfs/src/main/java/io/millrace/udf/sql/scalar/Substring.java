package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code substring} of {@link TextFunctions} as a function of Flink SQL. */
public final class Substring extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Substring() {
    super(TextFunctions.class, "substring");
  }
}
