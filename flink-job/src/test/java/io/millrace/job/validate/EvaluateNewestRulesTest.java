package io.millrace.job.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.quality.Readings;
import io.millrace.job.sideoutput.SideOutputs;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class EvaluateNewestRulesTest {
  private static final PipelineFiles FILES = Readings.ungrouped();
  private static final Pipeline PIPELINE = Pipeline.of(FILES);
  private static final RulesetVersion WARM = version(1, "Rules = [ ColumnValues \"celsius\" > 0 ]");
  private static final RulesetVersion HOT = version(2, "Rules = [ ColumnValues \"celsius\" > 40 ]");

  @Test
  void judgesEachEventByTheNewestRulesetAndNamesIt() throws Exception {
    try (Harness harness = new Harness(FILES, null)) {
      harness.event(1, null, 10.0);
      harness.ruleset(HOT);
      harness.event(2, null, 10.0);
      harness.ruleset(WARM);
      harness.event(3, null, 10.0);

      assertThat(harness.verdicts())
          .as("its own rule of the sensor, then the second ruleset, which a first cannot replace")
          .containsExactly("1 own 1", "2 " + HOT.hash + " 1", "3 " + HOT.hash + " 1");
    }
  }

  @Test
  void aRestartGoesOnWithTheNewestRuleset() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(FILES, null)) {
      harness.ruleset(WARM);
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(FILES, checkpoint)) {
      harness.event(1, null, 10.0);
      harness.event(2, "a", -1.0);
      assertThat(harness.verdicts())
          .containsExactly("1 " + WARM.hash + " 0", "2 " + WARM.hash + " 1");
    }
    PipelineFiles renamed = Readings.renamed("Rules = [ IsComplete \"sensor\" ]");
    try (Harness harness = new Harness(renamed, checkpoint)) {
      harness.event(1, null, null);
      assertThat(harness.verdicts())
          .as("a ruleset that fits no more gives way to the pipeline's own")
          .containsExactly("1 own 1");
    }
  }

  @Test
  void rulesetsHoldUpNoTime() throws Exception {
    try (Harness harness = new Harness(FILES, null)) {
      harness.operator.processWatermarkStatus2(WatermarkStatus.IDLE);
      harness.operator.processWatermark1(new Watermark(5_000));
      assertThat(harness.operator.getOutput()).containsExactly(new Watermark(5_000));
      harness.operator.processWatermarkStatus1(WatermarkStatus.IDLE);
      assertThat(harness.operator.getOutput()).contains(WatermarkStatus.IDLE);
    }
  }

  @Test
  void aQuarantinedEventNamesTheRulesetAndTheRulesThatItBroke() throws Exception {
    try (OneInputStreamOperatorTestHarness<Event, Event> quarantine =
        new OneInputStreamOperatorTestHarness<>(new Quarantine(FILES))) {
      quarantine.open();
      for (RulesetVersion ruleset : new RulesetVersion[] {null, WARM, HOT}) {
        Event event = Readings.event(PIPELINE, 1, null, -1.0);
        event.setRuleset(ruleset);
        event.setBrokenRules(1);
        quarantine.processElement(new StreamRecord<>(event, 1));
      }
      assertThat(quarantine.getSideOutput(SideOutputs.QUARANTINED))
          .extracting(record -> record.getValue().getRulesetHash() + record.getValue().getRules())
          .containsExactly(
              PIPELINE.quality().ruleset().hash() + "[IsComplete \"sensor\"]",
              WARM.hash + "[ColumnValues \"celsius\" > 0]",
              HOT.hash + "[ColumnValues \"celsius\" > 40]");
    }
  }

  private static RulesetVersion version(int number, String text) {
    return new RulesetVersion(number, RulesetReader.hash(text), text);
  }

  private static final class Harness implements AutoCloseable {
    private final Pipeline pipeline;
    private final TwoInputStreamOperatorTestHarness<Event, RulesetVersion, Event> operator;

    private Harness(PipelineFiles files, OperatorSubtaskState state) throws Exception {
      pipeline = Pipeline.of(files);
      operator = new TwoInputStreamOperatorTestHarness<>(new EvaluateNewestRules(files));
      operator.setup();
      if (state != null) {
        operator.initializeState(state);
      }
      operator.open();
    }

    private void event(long second, String sensor, Double celsius) throws Exception {
      Event event = Readings.event(pipeline, second, sensor, celsius);
      operator.processElement1(new StreamRecord<>(event, event.timeMillis()));
    }

    private void ruleset(RulesetVersion ruleset) throws Exception {
      operator.processElement2(new StreamRecord<>(ruleset));
    }

    private List<String> verdicts() {
      return operator.extractOutputValues().stream()
          .map(
              event ->
                  event.timeMillis() / 1000
                      + (event.ruleset() == null ? " own " : " " + event.ruleset().hash + " ")
                      + event.brokenRules())
          .collect(Collectors.toList());
    }

    @Override
    public void close() throws Exception {
      operator.close();
    }
  }
}
