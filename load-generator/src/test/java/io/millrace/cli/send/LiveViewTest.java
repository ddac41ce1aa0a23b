package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.workload.RateCurve;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final StringWriter text = new StringWriter();
  private final SimulatedClock clock = new SimulatedClock();
  private final RateCurve curve = new RateCurve.Builder().line(1_000, 1_000, 100 * SECOND).build();
  private final Measurements measurements =
      new Measurements(clock, 0, clock.epochMillis(), SentLog.none());
  private final Timeline timeline = Timeline.of(measurements, curve, clock);

  /** A second in which so many events were delivered, and one refused. */
  private Timeline.Interval second(int events) {
    long begin = clock.nanos();
    for (int i = 0; i < events; i++) {
      Outgoing event = new Outgoing(new byte[1], "k", "e", null, begin, true);
      measurements.left(event);
      if (i == 0) {
        measurements.throttled(event, "shardId-000000000001");
      }
      clock.pass(2_000_000 / events);
      measurements.delivered(event, null, null);
    }
    clock.sleepUntil(begin + SECOND);
    return timeline.tick();
  }

  @Test
  void drawsRateLatencyAndErrorsOverWhatItDrewBefore() {
    LiveView view = LiveView.to(new PrintWriter(text), 100);

    view.show(second(250));
    assertThat(text.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("1 of 100 s"),
            line -> assertThat(line).matches("rate     █ {25}250 of 1,000 events/s"),
            line -> assertThat(line).matches("latency  █ {25}p50 1.0  p99 2.0  left late 2.0 ms"),
            line -> assertThat(line).matches("errors   █ {25}failed 0  throttled 1  again 0"));

    text.getBuffer().setLength(0);
    view.show(second(1_000));
    assertThat(text.toString())
        .startsWith("\u001b[1A\r\u001b[K".repeat(4) + "2 of 100 s\n")
        .contains("rate     ▃█", "1,000 of 1,000 events/s", "throttled 2");

    text.getBuffer().setLength(0);
    view.clear();
    assertThat(text.toString()).isEqualTo("\u001b[1A\r\u001b[K".repeat(4));
  }

  @Test
  void fitsAnOldTerminal() {
    LiveView view = LiveView.to(new PrintWriter(text), 86_400);
    for (int i = 0; i < 40; i++) {
      view.show(second(1_000 + i));
    }

    assertThat(text.toString().lines().map(line -> line.replaceAll("\u001b\\[1A\r\u001b\\[K", "")))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void drawsNothingWhereNobodyLooks() {
    LiveView.on(new PrintWriter(text), 100).show(second(1));

    assertThat(text.toString()).isEmpty();
  }
}
