package io.millrace.cli.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.page.Browser;
import io.millrace.cli.workload.Workload;
import io.millrace.cli.workload.WorkloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a run, as a browser shows it: a ramp against a target that stands still for two
 * seconds and later refuses some events, on a clock that is simulated. With {@code
 * -Dmillrace.pictures.write=true} its picture in the documentation is made anew.
 */
class SendPageIT {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final Path PICTURE = Path.of("../docs/pictures/load-test.png");
  private static final int HIGHEST = 2_400;

  private static Browser browser;
  @TempDir static Path folder;

  @BeforeAll
  static void open() throws IOException {
    browser = Browser.open();
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path report() throws IOException {
    Path file = folder.resolve("w.yaml");
    Files.writeString(
        file,
        """
        workload: payments
        profile: { ramp: { from: 200, to: 2000, for: 60s } }
        warm-up: 5s
        thresholds: [ p50 < 100ms, p99 < 500ms, errors < 0.1%, achieved > 99% ]
        """);
    Workload workload = WorkloadFile.read(file.toString());
    SimulatedClock clock = new SimulatedClock();
    Measurements measurements = new Measurements(clock, 0, clock.epochMillis(), SentLog.none());
    Timeline timeline = Timeline.of(measurements, workload.curve(), clock);
    StallingTarget target =
        new StallingTarget(
            clock,
            clock::pass,
            SECOND / 2_500,
            30 * SECOND,
            2 * SECOND,
            event -> {
              long second = clock.nanos() / SECOND;
              if (second > timeline.intervals().size()) {
                timeline.tick();
              }
              if (second >= 50 && second < 55 && event.id().endsWith("7")) {
                measurements.throttled(event, "shardId-000000000001");
                measurements.retried(event);
              }
            });
    target.deliverTo(measurements);
    new Worker(workload, new TestPayloads("e"), target, clock, measurements, 0, 1).run();
    timeline.tick();
    SendResult result =
        SendResult.of(
            workload,
            measurements,
            timeline,
            new WorkerTimes(0.3, 0.6),
            ClientLoad.of(SECOND, SECOND / 2, 4, 12, 2),
            clock.nanos(),
            false);
    new SendReport(result, "stream payments in eu-west-1", 1, List.of()).write(folder);
    return folder.resolve(SendPage.FILE);
  }

  @Test
  void showsVerdictCurvesAndDistributionWithoutANetwork() throws IOException {
    browser.show(report(), false, 1280);
    Path picture = folder.resolve("page.png");
    browser.screenshot(picture, HIGHEST);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isEmpty();
    assertThat(browser.all(".canvas canvas")).hasSize(4);
    assertThat(browser.one(".figures").getText()).contains("broken", "1 of 4", "66,000");
    assertThat(browser.one("#verdict").getText())
        .contains("p99 < 500ms", "broken", "errors < 0.1%", "0.000 %", "kept");
    assertThat(browser.one("#errors").getText()).contains("shardId-000000000001");
    // The stall is a peak of two seconds, and what the target took less then it took afterwards.
    assertThat(
            browser.<Double>run(
                "return Math.max(...echarts.getInstanceByDom(document.querySelectorAll("
                    + "'.canvas')[1]).getOption().series[2].data.map(p => Number(p[1]) || 0))"))
        .isBetween(1_990.0, 2_010.0);
    if (Boolean.getBoolean("millrace.pictures.write")) {
      Files.createDirectories(PICTURE.getParent());
      Files.copy(picture, PICTURE, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
