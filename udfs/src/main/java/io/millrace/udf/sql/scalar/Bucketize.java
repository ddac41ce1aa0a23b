package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.NumberFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code bucketize} of {@link NumberFunctions} as a function of Flink SQL. */
public final class Bucketize extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Bucketize() {
    super(NumberFunctions.class, "bucketize");
  }
}
