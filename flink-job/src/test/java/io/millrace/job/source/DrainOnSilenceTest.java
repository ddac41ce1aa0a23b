package io.millrace.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainOnSilenceTest {
  private static final long BEGIN = 50_000;

  private OneInputStreamOperatorTestHarness<String, String> harness;

  @BeforeEach
  void open() throws Exception {
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void passesRecordsWatermarksAndStatus() throws Exception {
    harness.processElement("a", 1000);
    harness.processWatermark(900);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    harness.processElement("b", 1100);

    assertThat(output())
        .containsExactly(
            new StreamRecord<>("a", 1000),
            new Watermark(900),
            WatermarkStatus.IDLE,
            WatermarkStatus.ACTIVE,
            new StreamRecord<>("b", 1100));
  }

  @Test
  void advancesWithTheClockFromTheHighestEventTimeUpToTheHorizon() throws Exception {
    harness.processElement("a", 1000);
    harness.processElement("earlier", 400);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    output();

    advanceTo(BEGIN + 99);
    assertThat(output()).isEmpty();
    advanceTo(BEGIN + 100);
    assertThat(output()).containsExactly(pulse(1100));
    advanceTo(BEGIN + 1_000);
    assertThat(output()).containsExactly(pulse(1200, 1300));
    assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isZero();
  }

  @Test
  void stopsAtTheNextRecord() throws Exception {
    harness.processElement("a", 1000);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    advanceTo(BEGIN + 150);
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    harness.processElement("b", 1050);
    output();

    advanceTo(BEGIN + 1_000);
    assertThat(output()).isEmpty();
  }

  @Test
  void countsEachSilenceFromItsOwnBegin() throws Exception {
    harness.processElement("a", 1000);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    advanceTo(BEGIN + 150);
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    harness.processElement("b", 2000);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    output();

    advanceTo(BEGIN + 200);
    assertThat(output()).isEmpty();
    advanceTo(BEGIN + 250);
    assertThat(output()).containsExactly(pulse(2100));
  }

  @Test
  void neverTakesAWatermarkBack() throws Exception {
    harness.processElement("a", 1000);
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    advanceTo(BEGIN + 1_000);
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    harness.processElement("b", 1100);
    output();

    harness.processWatermark(1095);
    harness.processWatermark(1300);
    harness.processWatermark(1301);
    assertThat(output()).containsExactly(new Watermark(1301));
  }

  @Test
  void staysIdleWhileNoEventEverCame() throws Exception {
    harness.processElement(new StreamRecord<>("dead letter", Long.MIN_VALUE));
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    output();

    advanceTo(BEGIN + 1_000);
    assertThat(output()).isEmpty();
    assertThat(harness.getProcessingTimeService().getNumActiveTimers()).isZero();
  }

  @Test
  void drainsAfterARestartWhatCameBeforeIt() throws Exception {
    harness.processElement("a", 1000);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();

    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    advanceTo(BEGIN + 1_000);

    List<Object> expected = new ArrayList<>();
    expected.add(WatermarkStatus.IDLE);
    expected.addAll(List.of(pulse(1100, 1200, 1300)));
    assertThat(output()).containsExactlyElementsOf(expected);
  }

  private static OneInputStreamOperatorTestHarness<String, String> newHarness() throws Exception {
    OneInputStreamOperatorTestHarness<String, String> harness =
        new OneInputStreamOperatorTestHarness<>(
            new DrainOnSilence<>(Duration.ofMillis(300), Duration.ofMillis(100)));
    harness.setProcessingTime(BEGIN);
    return harness;
  }

  private static Object[] pulse(long... watermarks) {
    List<Object> pulses = new ArrayList<>();
    for (long watermark : watermarks) {
      pulses.addAll(
          List.of(WatermarkStatus.ACTIVE, new Watermark(watermark), WatermarkStatus.IDLE));
    }
    return pulses.toArray();
  }

  private void advanceTo(long time) throws Exception {
    for (long now = harness.getProcessingTime(); now <= time; now++) {
      harness.setProcessingTime(now);
    }
  }

  /** What came out since the last call. */
  private List<Object> output() {
    List<Object> output = new ArrayList<>(harness.getOutput());
    harness.getOutput().clear();
    return output;
  }
}
