package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code stddevSample} as an aggregate of Flink SQL. */
public final class StddevSample extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public StddevSample() {
    super("stddevSample");
  }
}
