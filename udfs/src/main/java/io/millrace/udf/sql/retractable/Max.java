package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code max} as an aggregate of Flink SQL, for queries that take rows back. */
public final class Max extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public Max() {
    super("max");
  }
}
