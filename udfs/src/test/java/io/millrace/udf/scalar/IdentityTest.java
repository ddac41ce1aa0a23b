package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityTest {

  @Test
  void whatADoubleHoldsIsItself() {
    assertThat(Identity.of(true)).isEqualTo(1);
    assertThat(Identity.of(false)).isZero();
    assertThat(Identity.of(-12L)).isEqualTo(-12);
    assertThat(Identity.of(1L << 53)).isEqualTo(0x1p53);
    assertThat(Identity.of(0.1)).isEqualTo(0.1);
  }

  @Test
  void zeroHasOneSign() {
    assertThat(Double.doubleToRawLongBits(Identity.of(-0.0))).isZero();
  }

  @Test
  void largeWholeNumbersThatShareADoubleDiffer() {
    Set<Double> identities = new HashSet<>();
    for (long i = 0; i < 1_000; i++) {
      identities.add(Identity.of((1L << 53) + i));
      identities.add(Identity.of(-(1L << 53) - i));
      identities.add(Identity.of(Long.MAX_VALUE - i));
      identities.add(Identity.of(Long.MIN_VALUE + i));
      identities.add(Identity.of(i));
    }

    assertThat(identities).hasSize(5_000);
  }

  @Test
  void equalValuesAreEqual() {
    assertThat(Identity.of("abc")).isEqualTo(Identity.of(new StringBuilder("abc").toString()));
    assertThat(Identity.of("abc")).isEqualTo(Identity.of("abc".getBytes(StandardCharsets.UTF_8)));
    assertThat(Identity.of(new BigDecimal("2.50"))).isEqualTo(Identity.of(new BigDecimal("2.5")));
    assertThat(Identity.of(Long.MAX_VALUE)).isEqualTo(Identity.of(Long.MAX_VALUE));
  }

  @Test
  void everyIdentityIsFiniteAndDifferentTextsDiffer() {
    long seed = 5;
    Random random = new Random(seed);
    Set<Double> identities = new HashSet<>();
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      String text = Long.toString(random.nextLong(), 36);
      double identity = Identity.of(text);
      assertThat(Double.isFinite(identity)).as(text).isTrue();
      texts.add(text);
      identities.add(identity);
    }

    assertThat(identities).as("seed %d", seed).hasSameSizeAs(texts);
  }

  /** What is in state must mean the same in the next version. */
  @Test
  void identitiesStayAsTheyAre() {
    assertThat(Double.doubleToRawLongBits(Identity.of("hello"))).isEqualTo(0x8bd8a7b341bd9b02L);
    assertThat(Double.doubleToRawLongBits(Identity.of(""))).isZero();
    assertThat(Double.doubleToRawLongBits(Identity.of(new BigDecimal("12.30"))))
        .isEqualTo(0x206e39be0bfa3795L);
    assertThat(Double.doubleToRawLongBits(Identity.of(Long.MAX_VALUE)))
        .isEqualTo(0x2c76ebcbdad669d4L);
  }
}
