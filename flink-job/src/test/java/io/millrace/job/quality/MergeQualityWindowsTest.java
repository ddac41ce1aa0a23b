package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.record.QualityResult;
import java.util.ArrayList;
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

class MergeQualityWindowsTest {
  private static final PipelineFiles FILES = Readings.ungrouped();
  private static final String ROW_COUNT = "RowCount > 1";

  @Test
  void answersEveryRuleFromTheSumsOfAllSubtasks() throws Exception {
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", 12.0), event(2, null, null)));
      harness.add("", partial(FILES, event(3, "b", 17.0), event(4, "b", -400.0)));
      harness.add("", partial(FILES, event(5, "b", 15.0)));
      harness.watermark(59_998);
      assertThat(harness.results()).isEmpty();
      harness.watermark(59_999);
      assertThat(harness.results())
          .containsExactly(
              "0 RowCount > 1 | Dataset.*.RowCount = 5.0 true",
              "0 IsComplete \"sensor\" | Column.sensor.Completeness = 0.8 false",
              "0 ColumnValues \"celsius\" > -300 with threshold >= 0.5"
                  + " | Column.celsius.ColumnValues.Compliance = 0.6 true",
              "0 Completeness \"celsius\" > 0.6 | Column.celsius.Completeness = 0.8 true",
              "0 Mean \"celsius\" between 10 and 20 | Column.celsius.Mean = -89.0 false");
      assertThat(harness.function.answered(true)).isEqualTo(3);
      assertThat(harness.function.answered(false)).isEqualTo(2);
      QualityResult first = harness.output().get(0);
      assertThat(first.getPipeline()).isEqualTo("readings");
      assertThat(first.getWindowStart()).hasToString("1970-01-01T00:00:00Z");
      assertThat(first.getWindowEnd()).hasToString("1970-01-01T00:01:00Z");
      assertThat(first.getGroupKey()).isEmpty();
      assertThat(first.getRulesetHash())
          .isEqualTo(Pipeline.of(FILES).quality().ruleset().hash())
          .hasSize(16);
    }
  }

  @Test
  void aRuleThatCannotBeAnsweredHasNoValueAndDoesNotHold() throws Exception {
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", null)));
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.results())
          .last()
          .isEqualTo("0 Mean \"celsius\" between 10 and 20 | Column.celsius.Mean = null false");
    }
  }

  @Test
  void appendsOneRevisionForAllThatComesLateBetweenTwoWatermarks() throws Exception {
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", 12.0)));
      harness.watermark(60_000);
      harness.add("", partial(FILES, event(2, "a", 12.0)));
      harness.add("", partial(FILES, event(3, "a", 12.0)));
      harness.watermark(60_001);
      harness.watermark(60_002);
      harness.add("", partial(FILES, event(4, "a", 12.0)));
      harness.watermark(60_003);
      assertThat(harness.rowCounts()).containsExactly("r0 1.0", "r1 3.0", "r2 4.0");
    }
  }

  @Test
  void forgetsAWindowAfterItsLatenessAndCountsWhatComesThen() throws Exception {
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", 12.0)));
      harness.watermark(119_998);
      assertThat(harness.operator.numKeyedStateEntries()).isEqualTo(1);
      harness.add("", partial(FILES, event(2, "a", 12.0)));
      harness.watermark(119_999);
      assertThat(harness.rowCounts()).as("the last moment").containsExactly("r0 1.0", "r1 2.0");
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
      assertThat(harness.operator.numEventTimeTimers()).isZero();

      harness.add("", partial(FILES, event(3, "a", 12.0), event(4, "a", 12.0)));
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.rowCounts()).hasSize(2);
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
      assertThat(harness.tooLate()).isEqualTo(2);
    }
  }

  @Test
  void keepsWindowsAndGroupsApart() throws Exception {
    try (Harness harness = new Harness(FILES)) {
      harness.add("sensor=a", partial(FILES, event(1, "a", 12.0)));
      harness.add("sensor=b", partial(FILES, event(1, "b", 12.0), event(2, "b", 12.0)));
      harness.add("sensor=a", partial(FILES, event(61, "a", 12.0)));
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.output())
          .filteredOn(result -> result.getRule().equals(ROW_COUNT))
          .extracting(
              r -> r.getWindowStart().toEpochMilli() + " " + r.getGroupKey() + " " + r.getValue())
          .containsExactlyInAnyOrder("0 sensor=a 1.0", "0 sensor=b 2.0", "60000 sensor=a 1.0");
    }
  }

  @Test
  void aRestartGoesOnWithWindowsAndRevisions() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", 12.0)));
      harness.add("", partial(FILES, event(61, "a", 12.0)));
      harness.watermark(60_000);
      harness.add("", partial(FILES, event(2, "a", 12.0)));
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(FILES, checkpoint)) {
      harness.add("", partial(FILES, event(62, "a", 12.0)));
      harness.watermark(60_001);
      assertThat(harness.rowCounts()).containsExactly("r1 2.0");
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.rowCounts()).containsExactly("r1 2.0", "r0 2.0");
    }
  }

  @Test
  void aPipelineWithOtherRulesGoesOnWithWhatBothMeasure() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", 12.0)));
      harness.add("", partial(FILES, event(61, "a", 12.0)));
      checkpoint = harness.operator.snapshot(1, 1);
    }
    PipelineFiles changed = Readings.ungrouped("Rules = [ RowCount > 1 ]");
    try (Harness harness = new Harness(changed, checkpoint)) {
      harness.add("", partial(changed, event(2, "a", 12.0), event(3, "a", 12.0)));
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.rowCounts())
          .as("the second window saw no event of the new rules, and is answered by the old ones")
          .containsExactly("r0 3.0", "r0 1.0");
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aPipelineThatMeasuresOtherFieldsStartsItsOpenWindowsAgain() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(FILES)) {
      harness.add("", partial(FILES, event(1, "a", 12.0)));
      harness.add("", partial(FILES, event(61, "a", 12.0)));
      checkpoint = harness.operator.snapshot(1, 1);
    }
    PipelineFiles changed = Readings.renamed("Rules = [ RowCount > 1 ]");
    try (Harness harness = new Harness(changed, checkpoint)) {
      harness.add("", partial(changed, event(2, "a", 12.0), event(3, "a", 12.0)));
      harness.watermark(Long.MAX_VALUE);
      assertThat(harness.rowCounts()).containsExactly("r0 2.0");
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
    }
  }

  private static final String LOOKING_BACK =
      """
      Rules = [
        RowCount > 0.5 * avg(last(2)),
        (Mean "celsius" > 0) and (Completeness "celsius" > 0.9),
        Mean "celsius" < 1.5 * max(last(3))
      ]
      Analyzers = [ DistinctValuesCount "sensor" ]
      """;

  @Test
  void rulesLookBackOnEarlierWindowsAlsoAfterARestartAndNeverOnTheirOwn() throws Exception {
    PipelineFiles files = Readings.ungrouped(LOOKING_BACK);
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(files)) {
      harness.add("", partial(files, event(1, "a", 10.0), event(2, "b", 12.0)));
      harness.add("", partial(files, event(61, "a", 12.0)));
      harness.watermark(120_000);
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(files, checkpoint)) {
      harness.add("", partial(files, event(121, "a", 19.0), event(122, "a", null)));
      harness.watermark(180_000);
      assertThat(harness.results())
          .containsExactly(
              "0 RowCount > 0.5 * avg(last(2)) | Dataset.*.RowCount = 2.0 true",
              "0 (Mean \"celsius\" > 0) and (Completeness \"celsius\" > 0.9)"
                  + " | Column.celsius.Mean = 19.0 false",
              "0 (Mean \"celsius\" > 0) and (Completeness \"celsius\" > 0.9)"
                  + " | Column.celsius.Completeness = 0.5 false",
              "0 Mean \"celsius\" < 1.5 * max(last(3)) | Column.celsius.Mean = 19.0 false",
              "0 DistinctValuesCount \"sensor\" | Column.sensor.DistinctValuesCount = 1.0 true");
      assertThat(harness.output())
          .extracting(QualityResult::getLookedAt)
          .startsWith("2 events; 2 earlier windows, the latest first: 1.00000, 2.00000")
          .endsWith("2 events");
      assertThat(harness.output())
          .allMatch(result -> !result.getApproximate() && result.getErrorBound() == null);
    }
  }

  @Test
  void aLateWindowSeesOnlyWhatBeganBeforeItAndIsSeenRevised() throws Exception {
    PipelineFiles files = Readings.ungrouped("Rules = [ RowCount >= 2 * max(last(5)) ]");
    try (Harness harness = new Harness(files)) {
      harness.add("", partial(files, event(1, "a", 1.0)));
      harness.add("", partial(files, event(61, "a", 1.0), event(62, "a", 1.0)));
      harness.watermark(119_000);
      harness.add("", partial(files, event(2, "a", 1.0), event(3, "a", 1.0)));
      harness.watermark(119_998);
      harness.watermark(119_999);
      assertThat(harness.output())
          .extracting(r -> r.getWindowStart().toEpochMilli() + " " + r.getValue() + r.getPassed())
          .as("the second window is held to 3 events, the first one never to those after it")
          .containsExactly("0 1.0true", "0 3.0true", "60000 2.0false");
    }
  }

  @Test
  void anomaliesAreToldFromEarlierWindowsAlsoAfterARestartAndOnceAWindow() throws Exception {
    PipelineFiles files = Readings.ungrouped("Rules = [ DetectAnomalies \"RowCount\" ]");
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(files)) {
      for (int minute = 0; minute < 300; minute++) {
        harness.addEvents(files, minute, 5 + minute % 3);
        harness.watermark(60_000L * minute + 59_999);
      }
      assertThat(harness.output()).hasSize(300).allMatch(QualityResult::getPassed);
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(files, checkpoint)) {
      harness.addEvents(files, 300, 200);
      harness.watermark(60_000L * 301);
      harness.addEvents(files, 300, 1);
      harness.watermark(60_000L * 301 + 1);
      harness.addEvents(files, 301, 6);
      harness.watermark(60_000L * 302);
      assertThat(harness.output())
          .extracting(result -> result.getValue() + " " + result.getPassed())
          .containsExactly("200.0 false", "201.0 false", "6.0 true");
      assertThat(harness.output().get(0).getLookedAt())
          .matches(
              "200 events; anomaly score \\d+\\.\\d\\d, an anomaly above 3.2; the value was"
                  + " expected from \\d\\.\\d+ to \\d\\.\\d+; it lies 193.000 from the nearest of"
                  + " 300 earlier points");
      assertThat(harness.output().get(1).getLookedAt())
          .as("the revision tells what the window was scored by")
          .endsWith("it lies 193.000 from the nearest of 300 earlier points");
    }
  }

  @Test
  void aGroupThatIsNotSeenForAMonthIsForgotten() throws Exception {
    PipelineFiles files = Readings.ungrouped("Rules = [ RowCount > avg(last(2)) ]");
    long month = 31L * 24 * 3600 * 1000;
    try (Harness harness = new Harness(files)) {
      harness.add("a", partial(files, event(1, "a", 1.0)));
      harness.watermark(600_000);
      harness.add("a", partial(files, event(601, "a", 1.0)));
      harness.watermark(month + 600_000);
      assertThat(harness.operator.numKeyedStateEntries()).isEqualTo(1);
      harness.watermark(month + 900_000);
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
      assertThat(harness.operator.numEventTimeTimers()).isZero();
    }
  }

  private static Event event(long second, String sensor, Double celsius) {
    Event event = Readings.event(Pipeline.of(FILES), second, sensor, celsius);
    boolean breaksComplete = sensor == null;
    boolean breaksValues = celsius == null || celsius <= -300;
    event.setBrokenRules((breaksComplete ? 1 : 0) | (breaksValues ? 2 : 0));
    return event;
  }

  /** What a subtask gives out for these events of one window. */
  private static QualityPartial partial(PipelineFiles files, Event... events) {
    Pipeline pipeline = Pipeline.of(files);
    PartialWindows windows =
        new PartialWindows(pipeline.quality(), 0, pipeline.layout(), 10, 1 << 20);
    List<QualityPartial> partials = new ArrayList<>();
    for (Event event : events) {
      windows.add(event, partials::add);
    }
    windows.flush(partials::add);
    assertThat(partials).hasSize(1);
    return partials.get(0);
  }

  private static final class Harness implements AutoCloseable {
    private final MergeQualityWindows function;
    private final KeyedOneInputStreamOperatorTestHarness<String, QualityPartial, QualityResult>
        operator;

    private Harness(PipelineFiles files) throws Exception {
      this(files, null);
    }

    private Harness(PipelineFiles files, OperatorSubtaskState state) throws Exception {
      function = new MergeQualityWindows(files, QualityScope.DECODED);
      operator =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(function), partial -> partial.groupKey, Types.STRING);
      operator.setup(new AvroSerializer<>(QualityResult.class));
      if (state != null) {
        operator.initializeState(state);
      }
      operator.open();
    }

    private void add(String group, QualityPartial partial) throws Exception {
      partial.groupKey = group;
      operator.processElement(new StreamRecord<>(partial, partial.windowStart));
    }

    private void addEvents(PipelineFiles files, int minute, int events) throws Exception {
      Event[] all = new Event[events];
      for (int i = 0; i < events; i++) {
        all[i] = event(60L * minute + i % 60, "a", 1.0);
      }
      add("", partial(files, all));
    }

    private void watermark(long time) throws Exception {
      operator.processWatermark(new Watermark(time));
    }

    private List<QualityResult> output() {
      return operator.extractOutputValues();
    }

    private List<String> results() {
      return output().stream()
          .map(
              r ->
                  String.format(
                      "%d %s | %s = %s %s",
                      r.getRevision(), r.getRule(), r.getMetric(), r.getValue(), r.getPassed()))
          .collect(Collectors.toList());
    }

    private List<String> rowCounts() {
      return output().stream()
          .filter(r -> r.getRule().equals(ROW_COUNT))
          .map(r -> "r" + r.getRevision() + " " + r.getValue())
          .collect(Collectors.toList());
    }

    private long tooLate() {
      return function.tooLate();
    }

    @Override
    public void close() throws Exception {
      operator.close();
    }
  }
}
