package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.HashFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code hashBucket} of {@link HashFunctions} as a function of Flink SQL. */
public final class HashBucket extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public HashBucket() {
    super(HashFunctions.class, "hashBucket");
  }
}
