package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code count} as an aggregate of Flink SQL. */
public final class Count extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public Count() {
    super("count");
  }
}
