package io.millrace.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureLineTest {
  private static final Layout LAYOUT =
      Layout.of(
          List.of(
              column("flag", ColumnType.BOOLEAN),
              column("count", ColumnType.INT),
              column("total", ColumnType.LONG),
              column("mean", ColumnType.DOUBLE),
              Column.decimal("price", 9, 2, true, Column.Kind.FIELD, ""),
              column("name", ColumnType.STRING)));

  private static Column column(String name, ColumnType type) {
    return Column.of(name, type, true, Column.Kind.FIELD, "");
  }

  private final Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), LAYOUT.size());

  private String line(Integer... inputs) {
    FeatureLine line = FeatureLine.of(LAYOUT, List.of(inputs));
    int length = line.write(event);
    return new String(line.buffer(), 0, length, StandardCharsets.US_ASCII);
  }

  private float[] values(Integer... inputs) {
    FeatureLine line = FeatureLine.of(LAYOUT, List.of(inputs));
    float[] values = new float[line.size()];
    line.values(event, values, 0);
    return values;
  }

  @Test
  void writesInputsInTheModelsOrder() {
    event.setBoolean(0, true);
    event.setLong(1, 12);
    event.setLong(2, -9_000_000_000L);
    event.setDouble(3, 0.1);
    event.setObject(4, new BigDecimal("19.90"));
    assertThat(line(4, 3, 2, 1, 0)).isEqualTo("19.9,0.1,-9000000000,12,1");
  }

  @Test
  void leavesAMissingValueEmpty() {
    event.setLong(1, 3);
    assertThat(line(0, 1, 2, 3, 4)).isEqualTo(",3,,,");
    assertThat(values(0, 1)).containsExactly(Float.NaN, 3f);
  }

  @Test
  void writesTheOnlyInputAsNanWhenItIsMissing() {
    assertThat(line(3)).isEqualTo("nan");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity", "3.5e38", "-1e300"})
  void treatsWhatNoFloatHoldsAsMissing(double value) {
    event.setDouble(3, value);
    event.setLong(1, 1);
    assertThat(line(3, 1)).isEqualTo(",1");
    assertThat(values(3)).containsExactly(Float.NaN);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-7, -7",
    "0.5, 0.5",
    "-0.05, -0.05",
    "12.34, 12.34",
    "1234567.9, 1234567.9",
    "45.333333333333336, 45.333333333333336",
    "1e-7, 1.0E-7",
    "1e17, 1.0E17"
  })
  void writesADecimalThatIsNoLongerThanNeeded(double value, String text) {
    event.setDouble(3, value);
    assertThat(line(3)).isEqualTo(text);
  }

  @Test
  void everyNumberReadsBackAsTheSameDouble() {
    Random random = new Random(20261122);
    FeatureLine line = FeatureLine.of(LAYOUT, List.of(3));
    for (int i = 0; i < 200_000; i++) {
      double value =
          switch (i % 4) {
            case 0 -> random.nextInt(10_000_000) / 100.0;
            case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
            case 2 -> random.nextInt(10_000_000) / 100.0 / (1 + random.nextInt(50));
            default -> random.nextLong();
          };
      event.setDouble(3, value);
      String text = new String(line.buffer(), 0, line.write(event), StandardCharsets.US_ASCII);
      assertThat(Double.parseDouble(text)).isEqualTo(value);
    }
  }

  @Test
  void growsForManyInputs() {
    event.setDouble(3, -1.0e-300 / 3);
    Integer[] inputs = new Integer[100];
    Arrays.fill(inputs, 3);
    assertThat(line(inputs).split(",")).hasSize(100).containsOnly("-3.3333333333333334E-301");
  }

  @Test
  void refusesATextInput() {
    assertThatThrownBy(() -> FeatureLine.of(LAYOUT, List.of(5)))
        .hasMessage("model input name STRING is neither numeric nor BOOLEAN");
  }

  @Test
  void hashesNamesTypesAndOrderOfTheInputs() {
    String hash = FeatureLine.contractHash(LAYOUT, List.of(1, 3));
    assertThat(hash).hasSize(16).matches("[0-9a-f]+");
    assertThat(FeatureLine.contractHash(LAYOUT, List.of(3, 1))).isNotEqualTo(hash);
    assertThat(FeatureLine.contractHash(LAYOUT, List.of(1, 2))).isNotEqualTo(hash);
    assertThat(FeatureLine.contractHash(LAYOUT, List.of(1, 3))).isEqualTo(hash);
  }
}
