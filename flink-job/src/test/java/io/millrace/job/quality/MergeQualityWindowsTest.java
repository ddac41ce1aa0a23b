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
import org.apache.flink.api.java.tuple.Tuple2;
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
  void aChangedRulesetStartsItsOpenWindowsAgain() throws Exception {
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
      assertThat(harness.rowCounts()).containsExactly("r0 2.0");
      assertThat(harness.operator.numKeyedStateEntries()).isZero();
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
    PartialWindows windows = new PartialWindows(pipeline.quality(), pipeline.layout(), 10, 10);
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
    private final KeyedOneInputStreamOperatorTestHarness<
            Tuple2<Long, String>, QualityPartial, QualityResult>
        operator;

    private Harness(PipelineFiles files) throws Exception {
      this(files, null);
    }

    private Harness(PipelineFiles files, OperatorSubtaskState state) throws Exception {
      function = new MergeQualityWindows(files);
      operator =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(function),
              partial -> Tuple2.of(partial.windowStart, partial.groupKey),
              Types.TUPLE(Types.LONG, Types.STRING));
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
