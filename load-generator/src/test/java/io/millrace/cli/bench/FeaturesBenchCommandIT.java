package io.millrace.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.CommandRun;
import io.millrace.cli.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the benchmark at a thousandth of its size: everything but the figures is as it is. */
class FeaturesBenchCommandIT {
  @Test
  void measuresEachThingAsOftenAsAskedAndWritesWhatItPrints(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("bench.json");

    CommandRun run =
        CommandRun.of(
            "bench", "features", "--rounds", "2", "--scale", "0.001", "--out", json.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .contains("4 events a day, 1d,7d,30d", "4,000 events a day, 1d", "(at most 1.5 wanted)")
        .contains("features, 1,000,000 keys", "(at least 0.5 wanted)")
        .as("each figure as it comes")
        .contains("1  events alone", "2  features, 1,000,000 keys", "bytes of a key of 120000");
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.get("eventsAloneNanos")).hasSize(2);
    assertThat(report.get("windowCosts")).hasSize(4).allSatisfy(this::assertRatio);
    assertThat(report.get("throughputs")).hasSize(2).allSatisfy(this::assertRatio);
    double ten = report.get("bytesPerKey").get("10").asDouble();
    double many = report.get("bytesPerKey").get("120000").asDouble();
    assertThat(report.get("bytesPerKey")).hasSize(4);
    assertThat(many / 120_000).as("time, identity and amount").isBetween(5.0, 30.0);
    assertThat(many).isGreaterThan(100 * ten / 10);
  }

  private void assertRatio(JsonNode comparison) {
    assertThat(comparison.get("ratio").asDouble()).isPositive();
    int[] measured = new int[1];
    comparison.forEach(
        field -> {
          if (field.isArray()) {
            measured[0]++;
            assertThat(field).hasSize(2);
            field.forEach(nanos -> assertThat(nanos.asDouble()).isPositive());
          }
        });
    assertThat(comparison.get("cpuRatio").asDouble()).isPositive();
    assertThat(measured[0]).as("time and time of the processor of each").isEqualTo(4);
  }

  @Test
  void saysWhatItExpectsOfItsOptions() {
    assertThat(CommandRun.of("bench", "features", "--scale", "2").err())
        .contains("--scale is above 0 and at most 1, got 2.0");
    assertThat(CommandRun.of("bench", "features", "--rounds", "0").err())
        .contains("--rounds is 1 or more, got 0");
    assertThat(CommandRun.of("bench").err()).contains("name what to measure: features");
  }

  @Test
  void takesTheMedianOfEachMeasurementAndOfTheRatios() throws Exception {
    Rounds rounds = new Rounds();
    double[] slow = {6, 2, 9, 4};
    double[] fast = {3, 1, 2, 2};
    List<String> told = new ArrayList<>();
    int[] calls = new int[2];
    int[] warmUps = new int[1];
    rounds.add("slow", () -> warmUps[0]++, () -> slow[calls[0]++]);
    rounds.add("fast", () -> warmUps[0]++, () -> fast[calls[1]++]);
    rounds.run(4, (round, name, value) -> told.add(round + " " + name + " " + value));
    assertThat(warmUps[0]).isEqualTo(2);
    assertThat(told).hasSize(8).startsWith("1 slow 6.0", "1 fast 3.0", "2 slow 2.0");
    assertThat(rounds.values("slow")).containsExactly(6.0, 2.0, 9.0, 4.0);
    assertThat(rounds.median("slow")).isEqualTo(5);
    assertThat(rounds.median("fast")).isEqualTo(2);
    assertThat(rounds.ratio("slow", "fast")).isCloseTo(2, within(1e-12));
  }
}
