package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.TextFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code emailDomain} of {@link TextFunctions} as a function of Flink SQL. */
public final class EmailDomain extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public EmailDomain() {
    super(TextFunctions.class, "emailDomain");
  }
}
