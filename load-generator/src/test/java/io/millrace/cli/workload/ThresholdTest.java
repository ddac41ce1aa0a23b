package io.millrace.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
  /** Latency of a percentile is ten times it in ms, delay the percentile. */
  private static final Figures FIGURES =
      new Figures() {
        @Override
        public double latencyMillis(double percentile) {
          return 10 * percentile;
        }

        @Override
        public double delayMillis(double percentile) {
          return percentile;
        }

        @Override
        public double errorShare() {
          return 0.002;
        }

        @Override
        public double achievedShare() {
          return 0.99;
        }

        @Override
        public double throttledShare() {
          return Double.NaN;
        }
      };

  @ParameterizedTest
  @CsvSource({
    "p50 < 501ms, 500.00 ms, true",
    "p50 < 500ms, 500.00 ms, false",
    "p50 <= 500ms, 500.00 ms, true",
    "p99.9 < 1s, 999.00 ms, true",
    "p99.9 < 998.5ms, 999.00 ms, false",
    "max < 1s, 1000.00 ms, false",
    "delay p99 < 100ms, 99.00 ms, true",
    "delay max < 100ms, 100.00 ms, false",
    "errors < 0.2%, 0.200 %, false",
    "errors<=0.2%, 0.200 %, true",
    "achieved > 98.9%, 99.000 %, true",
    "achieved >= 99%, 99.000 %, true",
    "achieved > 99%, 99.000 %, false",
    "throttled < 1%, nothing measured, false"
  })
  void judges(String text, String value, boolean passed) {
    Threshold.Verdict verdict = Threshold.parse(text).judge(FIGURES);

    assertThat(verdict.threshold()).isEqualTo(text);
    assertThat(verdict.value()).isEqualTo(value);
    assertThat(verdict.passed()).isEqualTo(passed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p99",
        "p99 < 5",
        "p99 < 5%",
        "p100 < 5ms",
        "p99 = 5ms",
        "errors < 5ms",
        "errors < 101%",
        "delay errors < 1%",
        "late < 5ms",
        "p99 < -5ms"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Threshold.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
