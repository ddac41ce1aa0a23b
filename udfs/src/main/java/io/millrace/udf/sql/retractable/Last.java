package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code last} as an aggregate of Flink SQL, for queries that take rows back. */
public final class Last extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public Last() {
    super("last");
  }
}
