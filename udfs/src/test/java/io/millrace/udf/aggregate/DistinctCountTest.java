package io.millrace.udf.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistinctCountTest {
  private static final WindowAggregate AGGREGATE = AggregateCase.of("distinctCount").aggregate();

  @Test
  void isExactToTheStatedNumberAndSaysWhenItIsNot() {
    Accumulator accumulator = AGGREGATE.prepare();
    for (int i = 0; i < DistinctCount.EXACT; i++) {
      accumulator.update(i, i);
      accumulator.update(i, i);
      assertThat(accumulator.finish(0, 1)).isEqualTo(i + 1);
      assertThat(accumulator.isApproximate()).isFalse();
    }
    accumulator.update(0, -1);
    assertThat(accumulator.isApproximate()).isTrue();
    assertThat(accumulator.isEmpty()).isFalse();
    accumulator.clear();
    assertThat(accumulator.isApproximate()).isFalse();
    assertThat(accumulator.isEmpty()).isTrue();
  }

  /** Small integers, fractions and hashes: doubles that differ in other bits. */
  @Test
  void isExactForValuesOfAnyKind() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      int size = random.nextInt(DistinctCount.EXACT + 1);
      int start = random.nextInt(1000) - 500;
      double step = Math.pow(2, random.nextInt(100) - 50);
      double[] grid = new double[size];
      Arrays.setAll(grid, i -> (start + i) * step);
      assertThat(updated(grid).finish(0, 1)).as("seed %d", seed).isEqualTo(size);
      assertThat(updated(hashes(random, size)).finish(0, 1)).as("seed %d", seed).isEqualTo(size);
      double[] powers = new double[Math.min(size, 2000)];
      Arrays.setAll(powers, i -> Math.scalb(1.0, i - 1000));
      assertThat(updated(powers).finish(0, 1)).as("seed %d", seed).isEqualTo(size);
    }
  }

  @Test
  void beyondItIsWithinTheStatedError() {
    double squares = 0;
    int rounds = 0;
    for (int size : new int[] {1025, 1500, 4000, 12_000, 50_000, 300_000}) {
      for (int seed = 0; seed < 20; seed++) {
        Accumulator accumulator = updated(hashes(new Random(seed), size));
        assertThat(accumulator.isApproximate()).isTrue();
        double error = accumulator.finish(0, 1) / size - 1;
        assertThat(Math.abs(error))
            .as("%d values, seed %d", size, seed)
            .isLessThan(4 * DistinctCount.STANDARD_ERROR_PERCENT / 100);
        squares += error * error;
        rounds++;
      }
    }
    assertThat(Math.sqrt(squares / rounds))
        .isLessThan(1.1 * DistinctCount.STANDARD_ERROR_PERCENT / 100);
  }

  /** The same bits of the result for any order, any repetition and any way of merging. */
  @Test
  void followsFromTheSetOfValuesAlone() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int size = 900 + random.nextInt(seed % 10 == 0 ? 60_000 : 3000);
      double[] values = hashes(random, size);
      values[0] = 0;
      Accumulator whole = updated(values);
      double expected = whole.finish(0, 1);
      assertThat(whole.isApproximate()).isEqualTo(size > DistinctCount.EXACT);
      for (int round = 0; round < 8; round++) {
        double[] shuffled = Arrays.copyOf(values, size + random.nextInt(size));
        for (int i = size; i < shuffled.length; i++) {
          shuffled[i] = values[random.nextInt(size)];
        }
        shuffle(shuffled, random);
        Series series = Series.of(shuffled);
        Accumulator merged = series.merged(AGGREGATE, random);
        assertThat(merged.finish(0, 1)).as("seed %d", seed).isEqualTo(expected);
        assertThat(merged.isApproximate()).isEqualTo(whole.isApproximate());

        // Written and read in between, and asked, which must not show.
        Accumulator first = series.updated(AGGREGATE, 0, size / 2);
        first.finish(0, 1);
        Accumulator read = AccumulatorBytes.into(updated(1, 2), AccumulatorBytes.of(first));
        read.merge(
            AccumulatorBytes.into(
                AGGREGATE.prepare(),
                AccumulatorBytes.of(series.updated(AGGREGATE, size / 2, shuffled.length))));
        assertThat(read.finish(0, 1)).as("seed %d", seed).isEqualTo(expected);
      }
    }
  }

  @Test
  void sketchesShareNothing() {
    Random random = new Random(1);
    Series more = Series.of(hashes(random, 2000));
    int[] sizes = {0, 10, 1024, 3000};
    for (int earlier : sizes) {
      for (int later : sizes) {
        WindowAggregateTest.assertIndependent(
            updated(hashes(random, earlier)),
            updated(hashes(random, later)),
            more,
            earlier + " and " + later + " values");
      }
    }
  }

  @Test
  void takesLittleRoomForFewValuesAndNoMoreThanAFewKilobytesForMany() {
    assertThat(AGGREGATE.prepare().heapBytes()).isLessThan(100);
    assertThat(updated(1, 2, 3).heapBytes()).isLessThan(150);
    assertThat(AccumulatorBytes.of(updated(1, 2, 3)).length).isLessThan(32);
    Accumulator many = updated(hashes(new Random(1), 100_000));
    assertThat(many.heapBytes()).isLessThan(5000);
    assertThat(AccumulatorBytes.of(many).length).isLessThan(4300);
  }

  @Test
  void refusesStateOfAnotherFormat() {
    byte[] bytes = AccumulatorBytes.of(updated(1, 2, 3));
    bytes[0] = 9;
    assertThatThrownBy(() -> AccumulatorBytes.into(AGGREGATE.prepare(), bytes))
        .hasMessageContaining("state of distinctCount: expected format 1, got 9");
  }

  private static Accumulator updated(double... values) {
    return Series.of(values).updated(AGGREGATE);
  }

  /** Hashes of 63 bits as the bits of doubles, as texts come. */
  private static double[] hashes(Random random, int size) {
    double[] hashes = new double[size];
    Arrays.setAll(hashes, i -> finite(random));
    return hashes;
  }

  private static double finite(Random random) {
    while (true) {
      double value = Double.longBitsToDouble(random.nextLong() >>> 1);
      if (!Double.isNaN(value)) {
        return value;
      }
    }
  }

  private static void shuffle(double[] values, Random random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
