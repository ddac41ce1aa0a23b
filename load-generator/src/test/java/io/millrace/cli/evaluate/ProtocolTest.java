package io.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.UserException;
import io.millrace.cli.lake.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final Period TRAINING =
      Period.of(Instant.parse("2018-07-25T00:00:00Z"), Instant.parse("2018-08-01T00:00:00Z"), "");

  private static Protocol protocol(String from, String until, Duration delay) {
    return Protocol.of(TRAINING, LocalDate.parse(from), LocalDate.parse(until), delay);
  }

  private static long micros(String time) {
    return Period.micros(Instant.parse(time));
  }

  @Test
  void knowsAtTheBeginningOfADayWhatHappenedTheDelayBefore() {
    Protocol protocol = protocol("2018-08-08", "2018-08-15", Duration.ofDays(7));
    assertThat(protocol.knownBefore(LocalDate.parse("2018-08-08")))
        .isEqualTo(micros("2018-08-01T00:00:00Z"));
    assertThat(protocol.knownBefore(LocalDate.parse("2018-08-14")))
        .isEqualTo(micros("2018-08-07T00:00:00Z"));
  }

  @Test
  void testsWholeDays() {
    Protocol protocol = protocol("2018-08-08", "2018-08-15", Duration.ofDays(7));
    assertThat(protocol.isTested(micros("2018-08-07T23:59:59.999999Z"))).isFalse();
    assertThat(protocol.isTested(micros("2018-08-08T00:00:00Z"))).isTrue();
    assertThat(protocol.isTested(micros("2018-08-14T23:59:59.999999Z"))).isTrue();
    assertThat(protocol.isTested(micros("2018-08-15T00:00:00Z"))).isFalse();
    assertThat(protocol.whole()).hasToString("2018-07-25 until 2018-08-15");
    assertThat(Protocol.day(micros("2018-08-14T23:59:59.999999Z"))).hasToString("2018-08-14");
    assertThat(Protocol.day(-1)).hasToString("1969-12-31");
  }

  @Test
  void refusesATestThatBeginsBeforeTheLabelsOfTheTrainingAreKnown() {
    assertThat(protocol("2018-08-01", "2018-08-02", Duration.ZERO)).isNotNull();
    assertThatThrownBy(() -> protocol("2018-08-07", "2018-08-15", Duration.ofDays(7)))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "the test begins on 2018-08-07, before all labels of the training period 2018-07-25"
                + " until 2018-08-01 are known, on 2018-08-08: give a later --test-from or a"
                + " shorter --delay");
    assertThatThrownBy(() -> protocol("2018-07-31", "2018-08-15", Duration.ZERO))
        .isInstanceOf(UserException.class);
  }

  @Test
  void refusesATestWithoutADay() {
    assertThatThrownBy(() -> protocol("2018-08-08", "2018-08-08", Duration.ZERO))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "--test-from and --test-until must give a period that ends after it begins, got"
                + " 2018-08-08 until 2018-08-08");
  }
}
