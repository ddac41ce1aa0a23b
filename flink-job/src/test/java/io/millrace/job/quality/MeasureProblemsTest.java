package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.InvalidPipelineException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.QualityMeasure;
import io.millrace.job.config.QualitySpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the quality section may ask for beside its ruleset, and what is refused. */
class MeasureProblemsTest {

  @Test
  void measuresStandAsTheyAreAskedFor() {
    QualitySpec spec =
        quality(
            "  late-events: { most: 5 }\n"
                + "  duplicates: {}\n"
                + "  arrival-lag: { ranks: [0.5, 0.99], most: 1500ms }\n"
                + "  quantiles: { celsius: [0, 1] }\n"
                + "  silence-after: 5m\n"
                + "  alerts: { remind-after: 1h }\n");
    assertThat(spec.measures())
        .extracting(QualityMeasure::text)
        .containsExactly(
            "late-events <= 5",
            "duplicates",
            "arrival-lag 0.5 <= 1.5",
            "arrival-lag 0.99 <= 1.5",
            "quantiles celsius 0",
            "quantiles celsius 1");
    assertThat(spec.measures().get(0).holds(5)).isTrue();
    assertThat(spec.measures().get(0).holds(6)).isFalse();
    assertThat(spec.measures().get(2).holds(Double.NaN)).isFalse();
    assertThat(spec.measures().get(1).holds(Double.NaN)).isTrue();
    assertThat(spec.silenceAfter()).contains(Duration.ofMinutes(5));
    assertThat(spec.remindAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(quality("").silenceAfter()).isEmpty();
    assertThat(quality("").drift()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "late-events: { most: -1 } | a number of 0 or more",
        "duplicates: { most: 5 } | a share from 0 to 1",
        "duplicates: { least: 0.5 } | a known key",
        "arrival-lag: { most: 30s } | the key ranks",
        "arrival-lag: { ranks: [] } | a list of ranks",
        "arrival-lag: { ranks: [99] } | a rank from 0 to 1",
        "quantiles: { celsius: [0.5, 0.5] } | each rank once",
        "quantiles: { celcius: [0.5] } | 'celsius'",
        "quantiles: { sensor: [0.5] } | a field of numbers",
        "silence-after: 0s | silence-after",
        "alerts: { remind: 1h } | a known key",
        "drift: {} | a pipeline with inference"
      })
  void whatMakesNoSenseIsRefused(String section, String told) {
    assertThatThrownBy(() -> quality("  " + section + "\n"))
        .isInstanceOf(InvalidPipelineException.class)
        .hasMessageContaining(told);
  }

  private static QualitySpec quality(String section) {
    return Pipeline.of(Readings.with(section, "Rules = [ RowCount > 0 ]")).quality();
  }
}
