package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.workload.RateCurve;
import io.millrace.job.event.Counter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @TempDir Path folder;

  /** HdrHistogram's own reader gets back, interval by interval, what was measured. */
  @Test
  void writesLogsThatHdrHistogramReads() throws Exception {
    SimulatedClock clock = new SimulatedClock();
    RateCurve curve = new RateCurve.Builder().line(10, 10, 3 * SECOND).build();
    Measurements measurements = new Measurements(clock, 0, clock.epochMillis(), SentLog.none());
    Timeline.Interval last = null;
    Histogram all;
    try (Timeline timeline = Timeline.loggingTo(folder, measurements, curve, clock)) {
      for (int n = 0; n < curve.events(); n++) {
        long intended = curve.nanosOf(n);
        clock.sleepUntil(intended + 1_000_000);
        Outgoing event = new Outgoing(new byte[5], "k", "e" + n, Counter.WRITTEN, intended, n > 4);
        measurements.left(event);
        clock.pass(n * 1_000_000L);
        measurements.delivered(event, null, null);
        if (n % 10 == 9) {
          clock.sleepUntil((n / 10 + 1) * SECOND);
          last = timeline.tick();
        }
      }
      all = timeline.latencies().copy();
    }

    try (HistogramLogReader reader =
        new HistogramLogReader(folder.resolve(Timeline.LATENCIES).toFile())) {
      Histogram read = new Histogram(all);
      int intervals = 0;
      while (reader.hasNext()) {
        read.add((Histogram) reader.nextIntervalHistogram());
        intervals++;
      }
      assertThat(intervals).isEqualTo(3);
      assertThat(read).isEqualTo(all);
    }
    assertThat(all.getTotalCount()).isEqualTo(25);
    assertThat(measurements.warmUp()).isEqualTo(5);
    assertThat(all.getMaxValue() / 1e6).isBetween(30.0, 30.1);
    assertThat(last.endSeconds).isEqualTo(3);
    assertThat(last.deliveredRate).isEqualTo(10);
    assertThat(last.intendedRate).isEqualTo(10);
    assertThat(last.delayP99 / 1e6).isBetween(1.0, 1.01);
  }
}
