package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code toText} of {@link TextFunctions} as a function of Flink SQL. */
public final class ToText extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public ToText() {
    super(TextFunctions.class, "toText");
  }
}
