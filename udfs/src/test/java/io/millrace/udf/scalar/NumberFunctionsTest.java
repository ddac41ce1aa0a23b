package io.millrace.udf.scalar;

import static org.assertj.core.api.Assertions.assertThat;

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
}
