package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashTest {

  /** Known answers of MurmurHash3_x64_128 with seed 0, as mmh3 and other libraries give them. */
  @ParameterizedTest
  @CsvSource({
    "'', 0000000000000000",
    "a, 85555565f6597889",
    "hello, cbd8a7b341bd9b02",
    "The quick brown fox jumps over the lazy dog, e34bbc7bbc071b6c",
  })
  void isMurmurHash3(String text, String hash) {
    assertThat(Hash.of(text)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    assertThat(Hash.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Hash.of(text));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9007199254740993L, Long.MIN_VALUE, Long.MAX_VALUE})
  void ofAWholeNumberIsThatOfItsBytes(long x) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(x).array();

    assertThat(Hash.of(x)).isEqualTo(Hash.of(bytes));
  }

  @Test
  void ofADecimalIsThatOfItsValue() {
    assertThat(Hash.of(new BigDecimal("1.50"))).isEqualTo(Hash.of(new BigDecimal("1.5")));
    assertThat(Hash.of(new BigDecimal("0.00"))).isEqualTo(Hash.of(BigDecimal.ZERO));
    assertThat(Hash.of(new BigDecimal("1.5"))).isNotEqualTo(Hash.of(new BigDecimal("15")));
    assertThat(Hash.of(new BigDecimal("1.5"))).isNotEqualTo(Hash.of(new BigDecimal("-1.5")));
  }

  @ParameterizedTest
  @CsvSource({"a, 1, 0", "a, 10, 1", "hello, 1000, 306", "hello, 0, 0", "hello, -3, 0"})
  void aBucketIsTheUnsignedHashModuloTheirNumber(String text, long buckets, long bucket) {
    assertThat(HashFunctions.hashBucket(text, buckets)).isEqualTo(bucket);
  }

  @Test
  void bucketsAreFilledAlike() {
    int[] counts = new int[64];
    for (long x = 0; x < 64_000; x++) {
      counts[(int) HashFunctions.hashBucket(x, 64)]++;
    }

    // Mean 1,000 and standard deviation 31; six deviations, or a bucket in 500 million.
    assertThat(Arrays.stream(counts)).allMatch(count -> count > 810 && count < 1_190);
  }
}
