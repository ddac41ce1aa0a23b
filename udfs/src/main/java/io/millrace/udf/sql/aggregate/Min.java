package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code min} as an aggregate of Flink SQL. */
public final class Min extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Min() {
    super("min");
  }
}
