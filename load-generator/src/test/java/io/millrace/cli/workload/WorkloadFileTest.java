package io.millrace.cli.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadFileTest {
  private static Workload parse(String text) {
    return WorkloadFile.parse("w.yaml", Path.of("w.yaml").toAbsolutePath(), text);
  }

  @Test
  void readsEveryKey() {
    Workload workload =
        parse(
            """
            workload: mine
            profile: { ramp: { from: 10, to: 30, for: 10s } }
            warm-up: 2s
            overtime: 3s
            workers: 4
            payload: { format: json, customers: 50, duplicates: 0.5, traces: 0.01 }
            thresholds: [ p99 < 500ms, errors < 0.1% ]
            """);

    assertThat(workload.name()).isEqualTo("mine");
    assertThat(workload.profile()).isEqualTo("ramp");
    assertThat(workload.warmUp()).isEqualTo(Duration.ofSeconds(2));
    assertThat(workload.overtime()).isEqualTo(Duration.ofSeconds(3));
    assertThat(workload.workers()).isEqualTo(4);
    assertThat(workload.payload().json()).isTrue();
    assertThat(workload.payload().customers()).isEqualTo(50);
    assertThat(workload.payload().traces()).isEqualTo(0.01);
    assertThat(workload.thresholds()).hasToString("[p99 < 500ms, errors < 0.1%]");
    assertThat(workload.measured().events()).isEqualTo(200);
    // The warm-up runs at the first rate.
    assertThat(workload.curve().events()).isEqualTo(220);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant: { rate: 100, for: 10s } | 1000 | 100",
        "ramp: { from: 100, to: 300, for: 10s } | 2000 | 300",
        "step: { from: 100, to: 300, steps: 3, each: 10s } | 6000 | 300",
        "spike: { base: 10, peak: 100, before: 10s, hold: 5s, after: 10s } | 700 | 100",
        "soak: { rate: 100, rise: 10s, for: 20s } | 3000 | 100"
      })
  void givesEachProfileItsShape(String profile, long events, double highest) {
    Workload workload = parse("workload: w\nprofile: { " + profile + " }\n");

    assertThat(workload.measured().events()).isEqualTo(events);
    assertThat(workload.measured().highestRate()).isCloseTo(highest, within(1e-9));
  }

  @Test
  void tellsEveryFaultAtOnce() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    workload: w
                    profile: { rampp: { from: 1 }, constant: { rate: -1, fro: 10s } }
                    wormup: 2s
                    workers: 0
                    payload: { format: xml, late: 2 }
                    thresholds: [ p99 below 3s ]
                    """))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            w.yaml: 10 problems
              w.yaml:3 wormup: expected a known key, got 'wormup'; did you mean 'warm-up'?
              w.yaml:5 payload.late: expected a share of the events, from 0 to 1, got '2'; choose one within
              w.yaml:5 payload.format: expected avro or json, got 'xml'; choose one
              w.yaml:2 profile.rampp: expected a known key, got 'rampp'; did you mean 'ramp'?
              w.yaml:2 profile.constant.fro: expected a known key, got 'fro'; did you mean 'for'?
              w.yaml:2 profile.constant.rate: expected events a second, more than 0 and at most 10000000, got '-1'; choose one within
              w.yaml:2 profile.constant: expected the key for, got none; add e.g. for: 1m
              w.yaml:4 workers: expected a whole number from 1 to 64, got '0'; choose one within
              w.yaml:6 thresholds[0]: expected a threshold such as p99 < 500ms, delay p99.9 < 20ms, max < 2s, errors < 0.1%, throttled < 1% or achieved > 99%, got 'p99 below 3s'; write one of these\
            """
                .replace("10 problems", "9 problems"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "workload: w\n",
        "workload: w\nprofile: {}\n",
        "workload: w\n"
            + "profile: { constant: { rate: 1, for: 1s }, soak: { rate: 1, rise: 1s, for: 1s } }\n",
        "workload: [\n"
      })
  void refusesWhatIsNoWorkload(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("w.yaml: 1 problem\n  w.yaml");
  }

  @Test
  void hasEveryWorkloadThatItNames() throws IOException {
    for (String name : WorkloadFile.NAMES) {
      Workload workload = WorkloadFile.read(name);

      assertThat(workload.name()).isEqualTo(name);
      assertThat(workload.profile()).isEqualTo(name);
      assertThat(workload.measured().nanos()).isGreaterThan(TimeUnit.SECONDS.toNanos(59));
    }
  }

  @Test
  void saysWhichWorkloadsThereAre() {
    assertThatThrownBy(() -> WorkloadFile.read("rush"))
        .hasMessage(
            "there is no workload 'rush'; give the path of a YAML file, or one of constant, ramp,"
                + " step, spike, soak");
  }
}
