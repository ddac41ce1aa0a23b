package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code distinctCount} as an aggregate of Flink SQL. */
public final class DistinctCount extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public DistinctCount() {
    super("distinctCount");
  }
}
