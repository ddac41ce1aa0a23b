package io.millrace.udf.sql.scalar;

import io.millrace.udf.scalar.GeoFunctions;
import io.millrace.udf.sql.LibraryFunction;

/** {@code haversine} of {@link GeoFunctions} as a function of Flink SQL. */
public final class Haversine extends LibraryFunction {
  private static final long serialVersionUID = 1L;

  public Haversine() {
    super(GeoFunctions.class, "haversine");
  }
}
