package io.millrace.udf.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.udf.scalar.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Many distinct values: what is exact, what is estimated, and how well. */
class FrequenciesTest {
  private static final int EXACT = Frequencies.EXACT;

  @Test
  void isExactUpToItsSizeAndSaysSoBeyond() {
    Frequencies frequencies = new Frequencies();
    for (int i = 0; i < EXACT; i++) {
      frequencies.update(Hash.of((long) i));
    }
    frequencies.update(Hash.of(0L));
    assertThat(frequencies.distinct()).hasToString("8192.0");
    assertThat(frequencies.uniqueness().value()).isEqualTo((EXACT - 1.0) / (EXACT + 1));
    assertThat(frequencies.uniqueValueRatio().value()).isEqualTo((EXACT - 1.0) / EXACT);
    assertThat(frequencies.entropy().isApproximate()).isFalse();

    frequencies.update(Hash.of((long) EXACT));
    assertThat(frequencies.distinct().isApproximate()).isTrue();
    assertThat(frequencies.distinct().value()).isCloseTo(EXACT + 1, within(3.0));
    assertThat(frequencies.entropy().isApproximate()).isTrue();
  }

  @Test
  void aColumnWithoutRepetitionIsUniqueHoweverMany() {
    Frequencies frequencies = new Frequencies();
    for (long i = 0; i < 300_000; i++) {
      frequencies.update(Hash.of(i));
    }
    assertThat(frequencies.uniqueness().value()).isEqualTo(1);
    assertThat(frequencies.uniqueness().error()).isBetween(0.01, 0.03);
    assertThat(frequencies.uniqueValueRatio().value()).isEqualTo(1);
    assertThat(frequencies.distinct().value()).isEqualTo(300_000);
    assertThat(frequencies.entropy().value()).isCloseTo(Math.log(300_000), within(1e-6));
  }

  @Test
  void estimatesAreWithinTheirErrorNineteenTimesInTwenty() {
    int tried = 0;
    List<String> misses = new ArrayList<>();
    for (long seed = 1; seed <= 15; seed++) {
      for (Shape shape : Shape.values()) {
        long salt = seed * 1_000_003;
        Frequencies frequencies = new Frequencies();
        long n = 0;
        double unique = 0;
        double logs = 0;
        for (int value = 0; value < shape.values; value++) {
          long count = shape.count.applyAsLong(value);
          long hash = Hash.of(salt + value);
          for (long i = 0; i < count; i++) {
            frequencies.update(hash);
          }
          n += count;
          unique += count == 1 ? 1 : 0;
          logs += count * Math.log(count);
        }
        double[] exact = {shape.values, unique / n, unique / shape.values, Math.log(n) - logs / n};
        Estimate[] estimates = {
          frequencies.distinct(),
          frequencies.uniqueness(),
          frequencies.uniqueValueRatio(),
          frequencies.entropy()
        };
        for (int i = 0; i < exact.length; i++) {
          tried++;
          double off = Math.abs(estimates[i].value() - exact[i]);
          String what =
              seed + " " + shape + " metric " + i + " " + estimates[i] + " vs " + exact[i];
          if (off > estimates[i].error() + 1e-9) {
            misses.add(what);
          }
          // Errors that are stated must be of some use, too.
          assertThat(estimates[i].error()).as(what).isLessThan(0.08 * Math.max(0.5, exact[i]));
          assertThat(off).as(what).isLessThan(2.5 * estimates[i].error() + 1e-9);
        }
      }
    }
    assertThat(misses).as("of %d", tried).hasSizeLessThan(tried / 20);
  }

  /** How often the values of a column occur. */
  private enum Shape {
    FLAT(40_000, value -> 3),
    HALF_UNIQUE(40_000, value -> 1 + value % 2),
    ONE_DOMINATES(30_000, value -> value == 17 ? 200_000 : 1),
    FIFTY_FREQUENT(30_000, value -> value < 50 ? 5_000 : 1 + value % 3),
    ZIPF(60_000, value -> Math.max(1, 60_000 / (value + 1)));

    private final int values;
    private final LongUnaryOperator count;

    Shape(int values, LongUnaryOperator count) {
      this.values = values;
      this.count = count;
    }
  }

  @Test
  void theSampleIsTheSameForAnySplitAndOrder() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      Double[] values = new Double[80_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.rint(Math.abs(random.nextGaussian()) * 40_000);
      }
      Column column = Column.of(values);
      Frequencies whole = column.updated(Frequencies::new);
      Frequencies merged =
          column.merged(
              Frequencies::new, random, s -> StatisticBytes.into(s, StatisticBytes.of(s)));
      assertThat(whole.distinct().isApproximate()).isTrue();
      assertThat(merged.distinct()).as("seed %d", seed).hasToString(whole.distinct().toString());
      assertThat(merged.uniqueness()).hasToString(whole.uniqueness().toString());
      assertThat(merged.uniqueValueRatio()).hasToString(whole.uniqueValueRatio().toString());
      assertThat(merged.entropy().value())
          .isCloseTo(whole.entropy().value(), within(whole.entropy().error()));
    }
  }

  @Test
  void partsThatAreExactGiveAnEstimateThatIsAsGood() {
    Frequencies merged = new Frequencies();
    for (int part = 0; part < 12; part++) {
      Frequencies exact = new Frequencies();
      for (long i = 0; i < 8_000; i++) {
        exact.update(Hash.of(part * 4_000 + i));
      }
      assertThat(exact.distinct().isApproximate()).isFalse();
      merged.merge(exact);
    }
    // Of 52,000 values the first and last 4,000 occur once.
    Estimate distinct = merged.distinct();
    assertThat(distinct.value()).isCloseTo(52_000, within(distinct.error()));
    Estimate ratio = merged.uniqueValueRatio();
    assertThat(ratio.value()).isCloseTo(8.0 / 52, within(ratio.error()));
    Estimate entropy = merged.entropy();
    double exact = 44_000 * 2.0 / 96_000 * Math.log(48_000) + 8_000.0 / 96_000 * Math.log(96_000);
    assertThat(entropy.value()).isCloseTo(exact, within(entropy.error()));
  }

  @Test
  void anyNumberOfValuesTakesNoMoreThanAMegabyte() {
    Frequencies frequencies = new Frequencies();
    for (long i = 0; i < 1_000_000; i++) {
      frequencies.update(Hash.of(i));
    }
    assertThat(frequencies.heapBytes()).isLessThan(1 << 20);
    assertThat(StatisticBytes.of(frequencies)).hasSizeLessThan(256 << 10);
  }

  @Test
  void combinedHashesTellTheOrderOfTheirValues() {
    assertThat(Frequencies.combine(1, 2)).isNotEqualTo(Frequencies.combine(2, 1));
  }
}
