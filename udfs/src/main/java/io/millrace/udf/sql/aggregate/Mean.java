package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code mean} as an aggregate of Flink SQL. */
public final class Mean extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Mean() {
    super("mean");
  }
}
