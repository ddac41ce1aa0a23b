package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code first} as an aggregate of Flink SQL, for queries that take rows back. */
public final class First extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public First() {
    super("first");
  }
}
