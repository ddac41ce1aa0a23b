package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
  @ParameterizedTest
  @CsvSource({"250ms, PT0.25S", "3s, PT3S", "2m, PT2M", "1h, PT1H", "7D, PT168H"})
  void readsANumberAndAUnit(String text, Duration expected) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "s", "-3s", "1.5h", "3 s", "12345678901s"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("e.g. 3s; got '" + text + "'");
  }

  @Test
  void itsFaultNamesTheOption() {
    CommandRun run = CommandRun.of("generate", "--out", "x.avro", "--disorder", "soon");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("'--disorder'").contains("got 'soon'");
  }
}
