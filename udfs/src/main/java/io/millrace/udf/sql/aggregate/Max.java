package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code max} as an aggregate of Flink SQL. */
public final class Max extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Max() {
    super("max");
  }
}
