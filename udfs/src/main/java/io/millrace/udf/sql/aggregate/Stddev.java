package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code stddev} as an aggregate of Flink SQL. */
public final class Stddev extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Stddev() {
    super("stddev");
  }
}
