package io.millrace.job.quality.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Windows are minutes; a rule that stays broken is told again after ten. */
class RaiseAlertsTest {

  @Test
  void tellsWhenARuleBreaksAgainAfterAWhileAndWhenItHolds() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.pass(0);
      for (int minute = 1; minute <= 22; minute++) {
        harness.fail(minute);
      }
      harness.pass(23);
      harness.pass(24);
      harness.fail(25);
      assertThat(harness.alerts())
          .containsExactly(
              "1 RAISED since 1 windows 1",
              "11 REMINDED since 1 windows 11",
              "21 REMINDED since 1 windows 21",
              "23 RESOLVED since 1 windows 22",
              "25 RAISED since 25 windows 1");
    }
  }

  @Test
  void anAlertSaysWhatWasExpectedWhatWasGotAndWhatItLookedAt() throws Exception {
    try (Harness harness = new Harness(null)) {
      QualityResult result = result("channel=web", 3, false);
      result.setAction("fail");
      harness.add(result);
      Alert expected =
          Alert.newBuilder()
              .setAlertKey("payments | Mean \"a\" > 0 | channel=web")
              .setPipeline("payments")
              .setSeverity("CRITICAL")
              .setStatus("RAISED")
              .setRule("Mean \"a\" > 0")
              .setMetric("Column.a.Mean")
              .setGroupKey("channel=web")
              .setWindowStart(Instant.ofEpochSecond(180))
              .setWindowEnd(Instant.ofEpochSecond(240))
              .setValue(-1.5)
              .setApproximate(true)
              .setLookedAt("12 events")
              .setSince(Instant.ofEpochSecond(180))
              .setWindows(1)
              .setRulesetHash("0123456789abcdef")
              .build();
      assertThat(harness.operator.extractOutputValues()).containsExactly(expected);
    }
  }

  @Test
  void aRevisionOfAWindowCountsOnceAndMayResolveIt() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.fail(1);
      harness.fail(1);
      harness.fail(2);
      harness.pass(1);
      harness.pass(2);
      harness.fail(1);
      harness.fail(2);
      assertThat(harness.alerts())
          .containsExactly(
              "1 RAISED since 1 windows 1",
              "2 RESOLVED since 1 windows 2",
              "2 RAISED since 2 windows 1");
    }
  }

  @Test
  void rulesAndGroupsAreToldApartAndMetricsOfARuleTogether() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.add(result("a", 1, false));
      harness.add(result("b", 1, false));
      QualityResult second = result("a", 1, false);
      second.setMetric("Column.b.Mean");
      harness.add(second);
      assertThat(harness.operator.extractOutputValues())
          .extracting(alert -> alert.getGroupKey() + " " + alert.getMetric())
          .containsExactly("a Column.a.Mean", "b Column.a.Mean");
    }
  }

  @Test
  void aRestartRaisesNothingTwice() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(null)) {
      harness.fail(1);
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(checkpoint)) {
      harness.fail(2);
      harness.pass(3);
      assertThat(harness.alerts()).containsExactly("3 RESOLVED since 1 windows 2");
    }
  }

  @Test
  void whatIsOverForAMonthIsForgottenAndWhatIsWellIsNeverKept() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.pass(1);
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
      harness.fail(2);
      long month = Duration.ofDays(31).toMillis();
      harness.operator.processWatermark(new Watermark(month));
      harness.pass(3);
      harness.operator.processWatermark(new Watermark(month + 120_000));
      assertThat(harness.operator.numKeyedStateEntries()).isEqualTo(1);
      harness.operator.processWatermark(new Watermark(month + 180_000));
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
      assertThat(harness.operator.numEventTimeTimers()).isZero();
    }
  }

  private static QualityResult result(String group, int minute, boolean passed) {
    return QualityResult.newBuilder()
        .setPipeline("payments")
        .setWindowStart(Instant.ofEpochSecond(60L * minute))
        .setWindowEnd(Instant.ofEpochSecond(60L * minute + 60))
        .setGroupKey(group)
        .setRule("Mean \"a\" > 0")
        .setMetric("Column.a.Mean")
        .setValue(-1.5)
        .setPassed(passed)
        .setRevision(0)
        .setRulesetHash("0123456789abcdef")
        .setApproximate(true)
        .setErrorBound(0.25)
        .setAction("warn")
        .setLookedAt("12 events")
        .build();
  }

  private static final class Harness implements AutoCloseable {
    private final KeyedOneInputStreamOperatorTestHarness<String, QualityResult, Alert> operator;

    private Harness(OperatorSubtaskState state) throws Exception {
      operator =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new RaiseAlerts(Duration.ofMinutes(10))),
              AlertFolding::key,
              Types.STRING);
      operator.setup(new AvroSerializer<>(Alert.class));
      if (state != null) {
        operator.initializeState(state);
      }
      operator.open();
    }

    private void add(QualityResult result) throws Exception {
      operator.processElement(new StreamRecord<>(result, result.getWindowStart().toEpochMilli()));
    }

    private void pass(int minute) throws Exception {
      add(result("", minute, true));
    }

    private void fail(int minute) throws Exception {
      add(result("", minute, false));
    }

    private List<String> alerts() {
      return operator.extractOutputValues().stream()
          .map(
              alert ->
                  String.format(
                      "%d %s since %d windows %d",
                      alert.getWindowStart().getEpochSecond() / 60,
                      alert.getStatus(),
                      alert.getSince().getEpochSecond() / 60,
                      alert.getWindows()))
          .collect(Collectors.toList());
    }

    @Override
    public void close() throws Exception {
      operator.close();
    }
  }
}
