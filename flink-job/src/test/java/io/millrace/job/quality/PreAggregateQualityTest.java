package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PreAggregateQualityTest {

  @Test
  void givesOutAWindowAheadOfTheWatermarkThatEndsIt() throws Exception {
    try (Harness harness = new Harness(Readings.ungrouped())) {
      harness.add(1, "a", 10.0);
      harness.add(59, null, null);
      harness.add(60, "b", 12.0);
      harness.watermark(59_998);
      assertThat(harness.partials()).isEmpty();

      harness.watermark(59_999);
      assertThat(harness.partials()).containsExactly("0  2");
      assertThat(harness.operator.getOutput())
          .last()
          .as("the watermark follows the sums")
          .isEqualTo(new Watermark(59_999));

      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials()).containsExactly("0  2", "60000  1");
    }
  }

  @Test
  void givesOutEachEventOnceAcrossCheckpoints() throws Exception {
    try (Harness harness = new Harness(Readings.ungrouped())) {
      harness.add(1, "a", 10.0);
      harness.add(2, "a", 10.0);
      harness.operator.prepareSnapshotPreBarrier(1);
      harness.add(3, "a", 10.0);
      harness.operator.prepareSnapshotPreBarrier(2);
      harness.operator.prepareSnapshotPreBarrier(3);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials()).containsExactly("0  2", "0  1");
    }
  }

  @Test
  void givesOutWhatItHoldsAtItsEnd() throws Exception {
    Harness harness = new Harness(Readings.ungrouped());
    harness.add(1, "a", 10.0);
    harness.operator.endInput();
    harness.operator.close();
    assertThat(harness.partials()).containsExactly("0  1");
  }

  @Test
  void givesOutLateEventsAheadOfTheNextWatermark() throws Exception {
    try (Harness harness = new Harness(Readings.ungrouped())) {
      harness.watermark(120_000);
      harness.add(1, "a", 10.0);
      harness.add(2, "a", 10.0);
      harness.watermark(120_001);
      assertThat(harness.partials()).containsExactly("0  2");
    }
  }

  @Test
  void addsUpEventsBeforeTheEpochInTheirWindow() throws Exception {
    try (Harness harness = new Harness(Readings.ungrouped())) {
      harness.add(-1, "a", 10.0);
      harness.add(-60, "a", 10.0);
      harness.add(-61, "a", 10.0);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials()).containsExactly("-120000  1", "-60000  2");
    }
  }

  @Test
  void splitsAWindowByGroupAndTellsANullFromText() throws Exception {
    try (Harness harness = new Harness(Readings.grouped())) {
      harness.add(1, "a", 10.0);
      harness.add(2, null, 10.0);
      harness.add(3, "null", 10.0);
      harness.add(4, "a", 10.0);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials())
          .containsExactlyInAnyOrder("0 sensor=a 2", "0 sensor is null 1", "0 sensor=null 1");
    }
  }

  @Test
  void shortensALongGroupAndStillTellsItFromOthers() throws Exception {
    try (Harness harness = new Harness(Readings.grouped())) {
      String megabyte = "x".repeat(1 << 20);
      harness.add(1, megabyte, 10.0);
      harness.add(2, megabyte + "y", 10.0);
      harness.add(3, megabyte, 10.0);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials())
          .hasSize(2)
          .allSatisfy(partial -> assertThat(partial).matches("0 sensor=x{100}…#[0-9a-f]{16} [12]"))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void countsGroupsBeyondTheCapTogetherAndLosesNone() throws Exception {
    try (Harness harness = new Harness(Readings.grouped(), 2, 1 << 20)) {
      for (String sensor : List.of("a", "b", "c", "d", "a", "c")) {
        harness.add(1, sensor, 10.0);
      }
      harness.add(61, "e", 10.0);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials())
          .containsExactlyInAnyOrder(
              "0 sensor=a 2", "0 sensor=b 1", "0 (other groups) 3", "60000 sensor=e 1");
    }
  }

  @Test
  void givesEverythingOutWhenItHoldsTooMuch() throws Exception {
    // Room for the statistics of two groups, not of three.
    long bytes = 5 * PartialWindowsTest.bytesOfAGroup(Readings.grouped()) / 2;
    try (Harness harness = new Harness(Readings.grouped(), 100, bytes)) {
      harness.add(1, "a", 10.0);
      harness.add(61, "b", 10.0);
      assertThat(harness.partials()).isEmpty();
      harness.add(2, "c", 10.0);
      assertThat(harness.partials())
          .containsExactlyInAnyOrder("0 sensor=a 1", "0 sensor=c 1", "60000 sensor=b 1");
      harness.add(3, "d", 10.0);
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.partials()).hasSize(4).last().isEqualTo("0 sensor=d 1");
    }
  }

  /** The operator and its output as {@code windowStart group events}. */
  private static final class Harness implements AutoCloseable {
    private final Pipeline pipeline;
    private final OneInputStreamOperatorTestHarness<Event, QualityPartial> operator;

    private Harness(PipelineFiles files) throws Exception {
      this(files, 1_000, 1 << 20);
    }

    private Harness(PipelineFiles files, int maxGroups, long maxBytes) throws Exception {
      pipeline = Pipeline.of(files);
      operator =
          new OneInputStreamOperatorTestHarness<>(
              new PreAggregateQuality(files, QualityScope.DECODED, maxGroups, maxBytes));
      operator.open();
    }

    private void add(long second, String sensor, Double celsius) throws Exception {
      Event event = Readings.event(pipeline, second, sensor, celsius);
      operator.processElement(new StreamRecord<>(event, event.timeMillis()));
    }

    private void watermark(long time) throws Exception {
      operator.processWatermark(new Watermark(time));
    }

    private List<String> partials() {
      return operator.extractOutputValues().stream()
          .map(partial -> partial.windowStart + " " + partial.groupKey + " " + partial.events)
          .collect(Collectors.toList());
    }

    @Override
    public void close() throws Exception {
      operator.close();
    }
  }
}
