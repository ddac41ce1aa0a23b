package io.millrace.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({"0s, 0", "10ms, 10", "5s, 5000", "1m, 60000", "24h, 86400000", "7d, 604800000"})
  void readsDurations(String text, long millis) {
    assertThat(Quantities.duration(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1.5h", "5S", "1w", "PT5S", "9999999999s"})
  void refusesOtherDurations(String text) {
    assertThat(Quantities.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0B, 0", "512B, 512", "64KiB, 65536", "1MiB, 1048576", "3GiB, 3221225472"})
  void readsSizes(String text, long bytes) {
    assertThat(Quantities.bytes(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "MiB", "1MB", "1mib", "-1B", "1.5MiB"})
  void refusesOtherSizes(String text) {
    assertThat(Quantities.bytes(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0s, 0s", "1500ms, 1500ms", "90s, 90s", "60s, 1m", "24h, 1d", "36h, 36h"})
  void writesDurationsInTheLargestUnit(String text, String written) {
    assertThat(Quantities.text(Quantities.duration(text).orElseThrow())).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"0, 0B", "1000, 1000B", "2048, 2KiB", "1048576, 1MiB", "1049600, 1025KiB"})
  void writesSizesInTheLargestUnit(long bytes, String written) {
    assertThat(Quantities.text(bytes)).isEqualTo(written);
  }
}
