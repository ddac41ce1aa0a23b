package io.millrace.udf.scalar;

/** A library as a user writes one. */
public final class OwnFunctions implements FunctionLibrary {

  @ScalarFunction("The number, twice.")
  public static long twice(long x) {
    return 2 * x;
  }

  @Micros
  @ScalarFunction("The begin of the hour.")
  public static long hourOf(@Micros long time) {
    return time - Math.floorMod(time, 3_600_000_000L);
  }

  public static long notAFunction(long x) {
    return x;
  }
}
