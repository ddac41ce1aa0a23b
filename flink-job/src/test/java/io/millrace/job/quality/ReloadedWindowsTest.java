package io.millrace.job.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.validate.RowRules;
import io.millrace.record.QualityResult;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Windows that are open when the ruleset changes: two subtasks add up, one operator merges. */
class ReloadedWindowsTest {
  private static final PipelineFiles FILES =
      Readings.ungrouped(
          """
          hot = [ "a" ]
          Rules = [
            RowCount > 1,
            Mean "celsius" < 100,
            ColumnValues "sensor" in $hot
          ]
          """);

  private static final RulesetVersion NEXT =
      version(
          1,
          """
          hot = [ "a", "b" ]
          Rules = [
            RowCount > 1,
            Completeness "celsius" > 0.9,
            ColumnValues "sensor" in $hot,
            Mean "celsius" < avg(last(3))
          ]
          """);

  /** What both measure is whole; what is new is not judged by the part that it saw. */
  @Test
  void aWindowIsAnsweredByTheNewestRulesetOfItsEvents() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.add(0, null, 1, "a", 10.0);
      harness.add(1, null, 2, "b", 20.0);
      harness.add(0, NEXT, 3, "b", null);
      harness.add(1, null, 4, "a", 30.0);
      harness.watermark(59_999);
      harness.add(0, NEXT, 61, "b", 10.0);
      harness.add(1, NEXT, 62, "a", null);
      harness.watermark(119_999);

      assertThat(harness.results())
          .containsExactly(
              "0 RowCount > 1 4.0 true 4 events",
              "0 Completeness \"celsius\" > 0.9 null true 4 events; not judged: the ruleset came"
                  + " after the window's first, and 1 were measured",
              "0 ColumnValues \"sensor\" in $hot null true 4 events; not judged: the ruleset came"
                  + " after the window's first, and 1 were measured",
              "0 Mean \"celsius\" < avg(last(3)) 20.0 false 4 events",
              "1 RowCount > 1 2.0 true 2 events",
              "1 Completeness \"celsius\" > 0.9 0.5 false 2 events",
              "1 ColumnValues \"sensor\" in $hot 1.0 true 2 events",
              "1 Mean \"celsius\" < avg(last(3)) 10.0 true 2 events; 1 earlier windows, the latest"
                  + " first: 20.0000");
      assertThat(harness.output()).allMatch(r -> r.getRulesetHash().equals(NEXT.hash));
    }
  }

  /**
   * The subtask that is ahead may come first: a part of the old ruleset is added as far as it fits.
   */
  @Test
  void theOrderOfTheSubtasksDoesNotMatter() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.add(0, NEXT, 3, "b", null);
      harness.flush(0);
      harness.add(1, null, 1, "a", 10.0);
      harness.add(1, null, 2, "b", 20.0);
      harness.add(1, null, 4, "a", 30.0);
      harness.watermark(59_999);
      assertThat(harness.results().get(0)).isEqualTo("0 RowCount > 1 4.0 true 4 events");
      assertThat(harness.results().get(1)).contains("and 1 were measured");
    }
  }

  @Test
  void aWindowWithoutAnEventOfTheNewRulesetIsAnsweredByTheOldOne() throws Exception {
    try (Harness harness = new Harness(null)) {
      harness.add(0, null, 1, "a", 10.0);
      harness.add(0, NEXT, 61, "a", 10.0);
      harness.watermark(59_999);
      assertThat(harness.output()).hasSize(3).noneMatch(r -> r.getRulesetHash().equals(NEXT.hash));

      harness.add(0, NEXT, 2, "a", 30.0);
      harness.watermark(60_001);
      assertThat(harness.results().subList(3, 7))
          .as("a late event of the new one")
          .startsWith("0 RowCount > 1 2.0 true 2 events");
      assertThat(harness.output().get(3).getRevision()).isEqualTo(1);
      assertThat(harness.output().get(3).getRulesetHash()).isEqualTo(NEXT.hash);
    }
  }

  @Test
  void aRestartInBetweenChangesNothing() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(null)) {
      harness.add(0, null, 1, "a", 10.0);
      harness.add(0, NEXT, 3, "b", null);
      harness.flush(0);
      checkpoint = harness.merging.snapshot(1, 1);
    }
    try (Harness harness = new Harness(checkpoint)) {
      harness.add(1, NEXT, 4, "b", 30.0);
      harness.watermark(59_999);
      assertThat(harness.results())
          .containsExactly(
              "0 RowCount > 1 3.0 true 3 events",
              "0 Completeness \"celsius\" > 0.9 null true 3 events; not judged: the ruleset came"
                  + " after the window's first, and 2 were measured",
              "0 ColumnValues \"sensor\" in $hot null true 3 events; not judged: the ruleset came"
                  + " after the window's first, and 2 were measured",
              "0 Mean \"celsius\" < avg(last(3)) 20.0 false 3 events");
    }
  }

  private static RulesetVersion version(int number, String text) {
    return new RulesetVersion(number, RulesetReader.hash(text), text);
  }

  private static final class Harness implements AutoCloseable {
    private final Pipeline pipeline = Pipeline.of(FILES);
    private final List<OneInputStreamOperatorTestHarness<Event, QualityPartial>> adding =
        List.of(subtask(), subtask());
    private final KeyedOneInputStreamOperatorTestHarness<String, QualityPartial, QualityResult>
        merging;

    private Harness(OperatorSubtaskState state) throws Exception {
      merging =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new KeyedProcessOperator<>(new MergeQualityWindows(FILES, QualityScope.DECODED)),
              partial -> partial.groupKey,
              Types.STRING);
      merging.setup(new AvroSerializer<>(QualityResult.class));
      if (state != null) {
        merging.initializeState(state);
      }
      merging.open();
    }

    private static OneInputStreamOperatorTestHarness<Event, QualityPartial> subtask()
        throws Exception {
      OneInputStreamOperatorTestHarness<Event, QualityPartial> harness =
          new OneInputStreamOperatorTestHarness<>(
              new PreAggregateQuality(FILES, QualityScope.DECODED));
      harness.open();
      return harness;
    }

    private void add(
        int subtask, RulesetVersion ruleset, long second, String sensor, Double celsius)
        throws Exception {
      Event event = Readings.event(pipeline, second, sensor, celsius);
      event.setRuleset(ruleset);
      event.setBrokenRules(
          new RowRules(pipeline.quality(ruleset).ruleset().rowRules()).broken(event));
      adding.get(subtask).processElement(new StreamRecord<>(event, event.timeMillis()));
    }

    private void watermark(long time) throws Exception {
      for (int i = 0; i < adding.size(); i++) {
        adding.get(i).processWatermark(new Watermark(time));
        pass(i);
      }
      merging.processWatermark(new Watermark(time));
    }

    private void flush(int subtask) throws Exception {
      adding.get(subtask).prepareSnapshotPreBarrier(1);
      pass(subtask);
    }

    private void pass(int subtask) throws Exception {
      for (QualityPartial partial : adding.get(subtask).extractOutputValues()) {
        merging.processElement(new StreamRecord<>(partial, partial.windowStart));
      }
      adding.get(subtask).getOutput().clear();
    }

    private List<QualityResult> output() {
      return merging.extractOutputValues();
    }

    private List<String> results() {
      return output().stream()
          .map(
              r ->
                  r.getWindowStart().toEpochMilli() / 60_000
                      + " "
                      + r.getRule()
                      + " "
                      + r.getValue()
                      + " "
                      + r.getPassed()
                      + " "
                      + r.getLookedAt())
          .collect(Collectors.toList());
    }

    @Override
    public void close() throws Exception {
      for (OneInputStreamOperatorTestHarness<Event, QualityPartial> subtask : adding) {
        subtask.close();
      }
      merging.close();
    }
  }
}
