package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code first} as an aggregate of Flink SQL. */
public final class First extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public First() {
    super("first");
  }
}
