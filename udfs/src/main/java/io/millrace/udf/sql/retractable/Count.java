package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code count} as an aggregate of Flink SQL, for queries that take rows back. */
public final class Count extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public Count() {
    super("count");
  }
}
