package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code quantile} as an aggregate of Flink SQL. */
public final class Quantile extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Quantile() {
    super("quantile");
  }
}
