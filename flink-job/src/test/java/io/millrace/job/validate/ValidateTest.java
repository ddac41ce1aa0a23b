package io.millrace.job.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.RowRule;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Event;
import io.millrace.job.quality.Readings;
import io.millrace.job.sideoutput.SideOutputs;
import io.millrace.record.SideRecord;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ValidateTest {
  private static final String COMPLETE = "IsComplete \"sensor\"";
  private static final String VALUES = "ColumnValues \"celsius\" > -300 with threshold >= 0.5";

  private final PipelineFiles files = Readings.ungrouped();
  private final Pipeline pipeline = Pipeline.of(files);

  @Test
  void aVerdictHasABitForEachBrokenRule() {
    RowRules rules = new RowRules(pipeline.quality().ruleset().rowRules());
    assertThat(rules.broken(Readings.event(pipeline, 1, "a", 1.0))).isEqualTo(0b00);
    assertThat(rules.broken(Readings.event(pipeline, 1, null, 1.0))).isEqualTo(0b01);
    assertThat(rules.broken(Readings.event(pipeline, 1, "a", -301.0))).isEqualTo(0b10);
    assertThat(rules.broken(Readings.event(pipeline, 1, null, null))).isEqualTo(0b11);
    assertThat(rules.texts(0b10)).containsExactly(VALUES);
    assertThat(rules.texts(0b11)).containsExactly(COMPLETE, VALUES);
    assertThat(rules.texts(0)).isEmpty();
  }

  @Test
  void aVerdictHasRoomFor64Rules() {
    List<RowRule> most = Collections.nCopies(64, pipeline.quality().ruleset().rowRules().get(0));
    assertThat(new RowRules(most).broken(Readings.event(pipeline, 1, null, 1.0))).isEqualTo(-1L);
    List<RowRule> tooMany = Collections.nCopies(65, most.get(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowRules(tooMany))
        .withMessage("expected at most 64 row rules, got 65");
  }

  /** A rule that warns is listed where another quarantines; a part of a window's rule never is. */
  @Test
  void anEventThatOnlyBreaksRulesThatWarnGoesOn() throws Exception {
    String warns = "IsComplete \"celsius\" with action = \"warn\"";
    String fails = "ColumnValues \"celsius\" != 100 with action = \"fail\"";
    PipelineFiles rules =
        Readings.ungrouped(
            "Rules = [ "
                + warns
                + ", "
                + fails
                + ", "
                + COMPLETE
                + ","
                + " (RowCount > 1) and (ColumnLength \"sensor\" > 1) ]");
    Pipeline warning = Pipeline.of(rules);
    RowRules rowRules = new RowRules(warning.quality().ruleset().rowRules());
    try (OneInputStreamOperatorTestHarness<Event, Event> harness =
        new OneInputStreamOperatorTestHarness<>(new Quarantine(rules))) {
      harness.open();
      Event[] events = {
        Readings.event(warning, 1, "a", 1.0),
        Readings.event(warning, 2, "a", null),
        Readings.event(warning, 3, null, null),
        Readings.event(warning, 4, "ab", 100.0)
      };
      for (Event event : events) {
        event.setBrokenRules(rowRules.broken(event));
        harness.processElement(record(event));
      }
      assertThat(events).extracting(Event::brokenRules).containsExactly(8L, 9L, 13L, 2L);
      assertThat(harness.extractOutputValues()).extracting(Event::id).containsExactly("r1", "r2");
      assertThat(harness.getSideOutput(SideOutputs.QUARANTINED))
          .extracting(record -> record.getValue().getRules())
          .containsExactly(List.of(warns, COMPLETE), List.of(fails));
    }
  }

  @Test
  void everyEventPassesWithItsVerdict() throws Exception {
    try (OneInputStreamOperatorTestHarness<Event, Event> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new EvaluateRules(files)))) {
      harness.open();
      harness.processElement(record(Readings.event(pipeline, 1, "a", 1.0)));
      harness.processElement(record(Readings.event(pipeline, 2, null, 1.0)));
      assertThat(harness.extractOutputValues()).extracting(Event::id).containsExactly("r1", "r2");
      assertThat(harness.extractOutputValues())
          .extracting(Event::brokenRules)
          .containsExactly(0L, 1L);
    }
  }

  @Test
  void quarantinesAnEventWithItsBytesAndTheTextsOfAllRulesThatItBreaks() throws Exception {
    OneInputStreamOperatorTestHarness<Event, Event> harness =
        new OneInputStreamOperatorTestHarness<>(new Quarantine(files));
    harness.open();
    Event good = Readings.event(pipeline, 1, "a", 1.0);
    Event bad = Readings.event(pipeline, 2, null, null);
    bad.setBrokenRules(0b11);
    harness.processElement(record(good));
    harness.processElement(record(bad));
    harness.prepareSnapshotPreBarrier(1);

    assertThat(harness.extractOutputValues()).extracting(Event::id).containsExactly("r1");
    assertThat(harness.getSideOutput(SideOutputs.QUARANTINED)).hasSize(1);
    SideRecord record = harness.getSideOutput(SideOutputs.QUARANTINED).peek().getValue();
    assertThat(record.getStage()).isEqualTo("validate");
    assertThat(record.getReason()).isEqualTo("RULE_BROKEN");
    assertThat(record.getMessage()).isEqualTo("breaks 2 rules");
    assertThat(record.getRules()).containsExactly(COMPLETE, VALUES);
    assertThat(StandardCharsets.UTF_8.decode(record.getPayload()).toString())
        .isEqualTo("reading at 2");
    assertThat(record.getEventId()).isEqualTo("r2");
    assertThat(record.getEventTime()).hasToString("1970-01-01T00:00:02Z");
    assertThat(harness.getSideOutput(SideOutputs.COUNTS))
        .extracting(count -> count.getValue().toString())
        .containsExactly(Counter.QUARANTINED.label() + " +1");
    harness.close();
  }

  private static StreamRecord<Event> record(Event event) {
    return new StreamRecord<>(event, event.timeMillis());
  }
}
