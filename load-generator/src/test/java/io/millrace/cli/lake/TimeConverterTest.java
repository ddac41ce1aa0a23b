package io.millrace.cli.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeConverterTest {
  @Test
  void takesADateAsItsFirstMomentAndAnInstantAsItself() {
    TimeConverter converter = new TimeConverter();
    assertThat(converter.convert("2018-07-25")).isEqualTo(Instant.parse("2018-07-25T00:00:00Z"));
    assertThat(converter.convert("2018-07-25T12:00:00.5Z"))
        .isEqualTo(Instant.parse("2018-07-25T12:00:00.500Z"));
    assertThat(new DateConverter().convert("2018-07-25")).isEqualTo(LocalDate.of(2018, 7, 25));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "2018-02-30", "25.07.2018", "+12000-01-01", "-0001-01-01", ""})
  void saysWhatItExpected(String text) {
    assertThatThrownBy(() -> new TimeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "expected a date or an instant, e.g. 2018-07-25 or 2018-07-25T12:00:00Z; got '"
                + text
                + "'");
    assertThatThrownBy(() -> new DateConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("expected a date, e.g. 2018-07-25; got '" + text + "'");
  }

  @Test
  void writesMomentsAsTheyWouldBeGiven() {
    Instant noon = Instant.parse("2018-07-25T12:00:00Z");
    Period period = Period.of(Instant.parse("2018-07-25T00:00:00Z"), noon, "");
    assertThat(period).hasToString("2018-07-25 until 2018-07-25T12:00:00Z");
    assertThat(Period.of(null, null, "")).hasToString("the beginning until the end");
    assertThat(Period.instant(Period.micros(noon))).isEqualTo(noon);
  }
}
