package io.millrace.udf.scalar;

/** Functions of hashes: the same in every process, on every machine, in every version. */
public final class HashFunctions implements FunctionLibrary {

  @ScalarFunction(
      "A bucket from 0 to before the second number, the same for the same text: its hash modulo the"
          + " number of buckets, of which there is at least one.")
  public static long hashBucket(String text, long buckets) {
    return bucket(Hash.of(text), buckets);
  }

  @ScalarFunction(
      "A bucket from 0 to before the second number, the same for the same whole number: its hash"
          + " modulo the number of buckets, of which there is at least one.")
  public static long hashBucket(long x, long buckets) {
    return bucket(Hash.of(x), buckets);
  }

  private static long bucket(long hash, long buckets) {
    return Long.remainderUnsigned(hash, Math.max(1, buckets));
  }
}
