package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code quantile} as an aggregate of Flink SQL, for queries that take rows back. */
public final class Quantile extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public Quantile() {
    super("quantile");
  }
}
