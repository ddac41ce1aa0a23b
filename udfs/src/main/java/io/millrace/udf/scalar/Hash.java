package io.millrace.udf.scalar;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.datasketches.hash.MurmurHash3;

/**
 * The one hash of values: the first 64 bits of MurmurHash3 x64 128 with seed 0. In Python, {@code
 * mmh3.hash64(text.encode(), signed=False)[0]}.
 *
 * @see <a href="https://github.com/aappleby/smhasher/wiki/MurmurHash3">MurmurHash3</a>
 */
public final class Hash {
  private static final long SEED = 0;

  /** MurmurHash3 of no bytes with seed 0; the library refuses them. */
  private static final long EMPTY = 0;

  private Hash() {}

  /** Hash of a text: of its bytes in UTF-8. */
  public static long of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hash of bytes. */
  public static long of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : MurmurHash3.hash(bytes, SEED)[0];
  }

  /** Hash of a whole number: of its eight bytes, the lowest first. */
  public static long of(long x) {
    return MurmurHash3.hash(x, SEED)[0];
  }

  /**
   * Hash of a decimal: of the bytes of its unscaled value without trailing zeros, and its scale.
   */
  static long of(BigDecimal x) {
    BigDecimal shortest = x.signum() == 0 ? BigDecimal.ZERO : x.stripTrailingZeros();
    return of(of(shortest.unscaledValue().toByteArray()) + shortest.scale());
  }
}
