package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code rate} as an aggregate of Flink SQL. */
public final class Rate extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Rate() {
    super("rate");
  }
}
