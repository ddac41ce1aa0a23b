package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code sum} as an aggregate of Flink SQL. */
public final class Sum extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Sum() {
    super("sum");
  }
}
