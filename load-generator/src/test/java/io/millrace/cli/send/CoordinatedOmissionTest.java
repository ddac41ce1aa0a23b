package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.workload.Workload;
import io.millrace.cli.workload.WorkloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A target that stands still for two seconds delays every event behind it, also those that a
 * generator which waits for answers would never have sent. What the latencies must be is computed
 * apart: from the schedule alone, or from what the target itself has noted.
 */
class CoordinatedOmissionTest {
  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 100};
  private static final double RATE = 1_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Between two readings of the machine's clock. */
  private static final double READING = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @TempDir Path folder;

  private Workload workload(int seconds, int workers) throws IOException {
    Path file = folder.resolve("w.yaml");
    Files.writeString(
        file,
        "workload: w\nprofile: { constant: { rate: 1000, for: %ds } }\nworkers: %d\n"
            .formatted(seconds, workers));
    return WorkloadFile.read(file.toString());
  }

  private static void assertWithinOnePercent(Histogram measured, long[] expected) {
    Arrays.sort(expected);
    assertThat(measured.getTotalCount()).isEqualTo(expected.length);
    for (double percentile : PERCENTILES) {
      int rank = Math.max(1, (int) Math.ceil(percentile / 100 * expected.length));
      double exact = expected[rank - 1];
      assertThat((double) measured.getValueAtPercentile(percentile))
          .as("p" + percentile)
          .isCloseTo(exact, within(Math.max(0.01 * exact, READING)));
    }
  }

  @Test
  void countsTheWholeStallOnASimulatedClock() throws Exception {
    SimulatedClock clock = new SimulatedClock();
    long service = MILLI / 2;
    long stallAt = 3 * SECOND;
    Workload workload = workload(10, 1);
    Measurements measurements = new Measurements(clock, 0, clock.epochMillis(), SentLog.none());
    Timeline timeline = Timeline.of(measurements, workload.curve(), clock);
    StallingTarget target =
        new StallingTarget(clock, clock::pass, service, stallAt, 2 * SECOND, event -> {});
    target.deliverTo(measurements);

    new Worker(workload, new TestPayloads("e"), target, clock, measurements, 0, 1).run();
    timeline.tick();

    long[] latencies = new long[10_000];
    long[] delays = new long[10_000];
    long free = 0;
    boolean stalled = false;
    for (int n = 0; n < latencies.length; n++) {
      long intended = Math.round(n / RATE * SECOND);
      long begin = Math.max(intended, free);
      delays[n] = begin - intended;
      if (!stalled && begin >= stallAt) {
        stalled = true;
        begin += 2 * SECOND;
      }
      free = begin + service;
      latencies[n] = free - intended;
    }
    assertWithinOnePercent(timeline.latencies(), latencies);
    assertWithinOnePercent(timeline.delays(), delays);
    // What a closed loop would report: one event of ten thousand saw the stall.
    assertThat(timeline.latencies().getValueAtPercentile(75)).isGreaterThan(SECOND / 2);
  }

  /** On the machine's clock the target itself notes when each event was done. */
  @Test
  void countsTheWholeStallOnTheMachinesClock() throws Exception {
    SendClock clock = SendClock.system();
    Workload workload = workload(4, 2);
    long start = clock.nanos() + 100 * MILLI;
    Measurements measurements =
        new Measurements(clock, start, clock.epochMillis() + 100, SentLog.none());
    Timeline timeline = Timeline.of(measurements, workload.curve(), clock);
    long[] done = new long[4_000];
    AtomicInteger count = new AtomicInteger();
    StallingTarget target =
        new StallingTarget(
            clock,
            nanos -> clock.sleepUntil(clock.nanos() + nanos),
            0,
            start + SECOND,
            2 * SECOND,
            event -> done[count.getAndIncrement()] = clock.nanos() - event.intendedNanos());
    target.deliverTo(measurements);

    SendResult result =
        new Sending(
                workload,
                List.of(new TestPayloads("a"), new TestPayloads("b")),
                target,
                clock,
                measurements,
                timeline)
            .execute(interval -> {});

    assertThat(count).hasValue(4_000);
    assertWithinOnePercent(result.latencies(), done);
    assertThat(result.achievedShare()).isGreaterThan(0.9);
    assertThat(Diagnosis.of(result, 1, 1, result.times(), result.load()).toString())
        .contains("ms late");
  }
}
