package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BaselineTest {
  @Test
  void splitsManyValuesIntoTenths() {
    float[] values = new float[1_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7) % 1_000;
    }
    Baseline baseline = Baseline.of(values);
    assertThat(baseline.edges()).containsExactly(100, 200, 300, 400, 500, 600, 700, 800, 900);
    assertThat(baseline.shares()).hasSize(10);
    assertThat(Arrays.stream(baseline.shares()).sum()).isCloseTo(1, within(1e-12));
    assertThat(baseline.shares()[4]).isEqualTo(0.1);
    assertThat(baseline.missing()).isZero();
  }

  @Test
  void keepsOneEdgeForAFlag() {
    Baseline baseline = Baseline.of(new float[] {0, 0, 0, 1});
    assertThat(baseline.edges()).containsExactly(0);
    assertThat(baseline.shares()).containsExactly(0.75, 0.25);
  }

  @Test
  void countsMissingValuesApart() {
    Baseline baseline = Baseline.of(new float[] {Float.NaN, 1, Float.NaN, 2});
    assertThat(baseline.missing()).isEqualTo(0.5);
    assertThat(baseline.edges()).containsExactly(1);
    assertThat(baseline.shares()).containsExactly(0.5, 0.5);
  }

  @Test
  void hasOneBinForAConstantAndNoShareWhenAllAreMissing() {
    assertThat(Baseline.of(new float[] {5, 5, 5}).shares()).containsExactly(1);
    Baseline missing = Baseline.of(new float[] {Float.NaN});
    assertThat(missing.missing()).isEqualTo(1);
    assertThat(missing.shares()).containsExactly(0);
  }
}
