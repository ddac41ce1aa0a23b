package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code variance} as an aggregate of Flink SQL. */
public final class Variance extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Variance() {
    super("variance");
  }
}
