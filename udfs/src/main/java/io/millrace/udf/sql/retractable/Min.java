package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code min} as an aggregate of Flink SQL, for queries that take rows back. */
public final class Min extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public Min() {
    super("min");
  }
}
