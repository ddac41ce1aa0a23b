package io.millrace.udf.sql.aggregate;

import io.millrace.udf.sql.LibraryAggregate;

/** {@code decayedMean} as an aggregate of Flink SQL. */
public final class DecayedMean extends LibraryAggregate {
  private static final long serialVersionUID = 1L;

  public DecayedMean() {
    super("decayedMean");
  }
}
