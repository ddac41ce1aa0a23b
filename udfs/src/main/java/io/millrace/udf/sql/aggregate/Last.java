package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code last} as an aggregate of Flink SQL. */
public final class Last extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Last() {
    super("last");
  }
}
