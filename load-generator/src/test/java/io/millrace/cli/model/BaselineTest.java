package io.millrace.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BaselineTest {
  @Test
  void splitsManyValuesAtTheDecilesAndFinerAtTheEnds() {
    float[] values = new float[1_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7) % 1_000 + 1;
    }
    Baseline baseline = Baseline.of(values);
    assertThat(baseline.edges())
        .containsExactly(10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 990);
    assertThat(baseline.shares())
        .containsExactly(
            0.01, 0.04, 0.05, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.04, 0.01);
    assertThat(baseline.missing()).isZero();
  }

  @Test
  void keepsTheRareValuesBesideOneThatRepeats() {
    float[] values = new float[1_000];
    for (int i = 0; i < 30; i++) {
      values[i * 3] = i + 1;
    }
    Baseline baseline = Baseline.of(values);
    assertThat(baseline.edges()).containsExactly(0, 20);
    assertThat(baseline.shares()).containsExactly(0.97, 0.02, 0.01);
  }

  @Test
  void keepsOneEdgeForAFlag() {
    Baseline baseline = Baseline.of(new float[] {0, 0, 0, 1});
    assertThat(baseline.edges()).containsExactly(0);
    assertThat(baseline.shares()).containsExactly(0.75, 0.25);
  }

  @Test
  void takesBothZerosForOneValue() {
    Baseline baseline = Baseline.of(new float[] {-0f, 0f, -0f, 1, -0f, 1});
    assertThat(baseline.edges()).containsExactly(0f);
    assertThat(baseline.shares()[0]).isCloseTo(4 / 6.0, within(1e-12));
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

  @Test
  void isWrittenWithAsManySharesAsBins() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Baseline.of(new float[] {0.1f, Float.NaN, 2, 3}).writeTo(json);
    assertThat(json)
        .hasToString(
            "{\"missing\":0.25,\"edges\":[0.1,2.0],\"shares\":"
                + Arrays.toString(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}).replace(" ", "")
                + "}");
  }
}
