package io.millrace.cli.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.UserException;
import io.millrace.cli.endpoint.FaultRates.Fate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultRatesTest {
  @Test
  void dealsFatesByTheirShares() {
    FaultRates rates = FaultRates.of(0.1, 0.2, 0.3);
    assertThat(rates.fate(0)).isEqualTo(Fate.THROTTLE);
    assertThat(rates.fate(0.15)).isEqualTo(Fate.FAIL);
    assertThat(rates.fate(0.35)).isEqualTo(Fate.HANG);
    assertThat(rates.fate(0.65)).isEqualTo(Fate.SERVE);
    assertThat(FaultRates.NONE.fate(0)).isEqualTo(Fate.SERVE);
  }

  @ParameterizedTest
  @CsvSource({"-0.1, 0, 0", "0, NaN, 0", "0.5, 0.3, 0.3"})
  void refusesWhatIsNoShare(double throttle, double error, double hang) {
    assertThatThrownBy(() -> FaultRates.of(throttle, error, hang))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("fault rates must be shares from 0 to 1");
  }
}
