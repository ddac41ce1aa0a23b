package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberFunctionsTest {

  @ParameterizedTest
  @CsvSource({
    "2.5, 3",
    "-2.5, -3",
    "2.4999999999999996, 2",
    "0.49999999999999994, 0",
    "-0.5, -1",
    "4503599627370497.5, 4503599627370498",
    "9007199254740993, 9007199254740992",
    "1e300, 1e300",
  })
  void roundsHalvesAwayFromZero(double x, double rounded) {
    assertThat(NumberFunctions.round(x)).isEqualTo(rounded);
  }

  @Test
  void clipsToTheBoundsAndToTheLowOneWhereTheyCross() {
    assertThat(NumberFunctions.clip(5L, 1L, 3L)).isEqualTo(3L);
    assertThat(NumberFunctions.clip(0L, 1L, 3L)).isEqualTo(1L);
    assertThat(NumberFunctions.clip(2.5, 1.0, 3.0)).isEqualTo(2.5);
    assertThat(NumberFunctions.clip(2.0, 3.0, 1.0)).isEqualTo(3.0);
  }

  @Test
  void hasNoFiniteAnswerWhereMathematicsHasNone() {
    assertThat(NumberFunctions.log(0)).isInfinite();
    assertThat(NumberFunctions.log(-1)).isNaN();
    assertThat(NumberFunctions.sqrt(-1)).isNaN();
    assertThat(NumberFunctions.exp(1000)).isInfinite();
    assertThat(NumberFunctions.ratio(1, 0)).isInfinite();
    assertThat(NumberFunctions.ratio(0, 0)).isNaN();
  }

  @Test
  void hasTheSignOfTheNumber() {
    assertThat(NumberFunctions.sign(-7L)).isEqualTo(-1);
    assertThat(NumberFunctions.sign(0L)).isZero();
    assertThat(NumberFunctions.sign(1e-300)).isEqualTo(1);
    assertThat(NumberFunctions.sign(-0.0)).isZero();
  }

  @Test
  void computesPowersAndLogarithms() {
    assertThat(NumberFunctions.pow(2, 0.5)).isEqualTo(Math.sqrt(2));
    assertThat(NumberFunctions.pow(-8, 1.0 / 3)).isNaN();
    assertThat(NumberFunctions.pow(0, -1)).isInfinite();
    assertThat(NumberFunctions.log(Math.E)).isEqualTo(1);
    assertThat(NumberFunctions.log1p(1e-15)).isEqualTo(1e-15, within(1e-29));
    assertThat(NumberFunctions.log1p(-1)).isInfinite();
    assertThat(NumberFunctions.log1p(-2)).isNaN();
  }

  @Test
  void aRatioHasAnAnswerOfItsOwnOverZero() {
    assertThat(NumberFunctions.ratio(3, 4)).isEqualTo(0.75);
    assertThat(NumberFunctions.ratio(3, 4, -1)).isEqualTo(0.75);
    assertThat(NumberFunctions.ratio(3, 0, -1)).isEqualTo(-1);
    assertThat(NumberFunctions.ratio(0, -0.0, 1)).isEqualTo(1);
  }

  @Test
  void standardizesByMeanAndDeviation() {
    assertThat(NumberFunctions.zScore(130, 100, 15)).isEqualTo(2);
    assertThat(NumberFunctions.zScore(70, 100, 15)).isEqualTo(-2);
    assertThat(NumberFunctions.zScore(100, 100, 0)).isNaN();
    assertThat(NumberFunctions.zScore(130, 100, 0)).isNaN();
    assertThat(NumberFunctions.zScore(130, 100, -15)).isNaN();
  }

  @Test
  void scalesBetweenTwoBoundsAndBeyondThem() {
    assertThat(NumberFunctions.minMax(15, 10, 20)).isEqualTo(0.5);
    assertThat(NumberFunctions.minMax(25, 10, 20)).isEqualTo(1.5);
    assertThat(NumberFunctions.minMax(10, 10, 10)).isNaN();
    assertThat(NumberFunctions.minMax(15, 20, 10)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"0.99, 0", "1, 1", "9.99, 1", "10, 2", "99, 2", "100, 3", "1e9, 3", "-1e9, 0"})
  void anEdgeBeginsABucket(double x, long bucket) {
    assertThat(NumberFunctions.bucketize(x, new double[] {1, 10, 100})).isEqualTo(bucket);
    assertThat(NumberFunctions.bucketize(x, new double[] {100, 1, 10})).isEqualTo(bucket);
  }
}
