package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code varianceSample} as an aggregate of Flink SQL. */
public final class VarianceSample extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public VarianceSample() {
    super("varianceSample");
  }
}
