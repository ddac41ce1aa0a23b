package io.millrace.udf.sql.retractable;

import io.millrace.udf.sql.RetractableAggregate;

/** {@code stddevSample} as an aggregate of Flink SQL, for queries that take rows back. */
public final class StddevSample extends RetractableAggregate {
  private static final long serialVersionUID = 1L;

  public StddevSample() {
    super("stddevSample");
  }
}
