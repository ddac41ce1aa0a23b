package io.millrace.job.validate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.Event;
import io.millrace.job.event.RulesetVersion;
import io.millrace.job.quality.Readings;
import io.millrace.record.QualityResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look every minute; the clock is the harness's. */
class WatchRulesetTest {
  private static final PipelineFiles FILES = Readings.ungrouped();
  private static final String OWN = FILES.text("rules.dqdl");
  private static final String FIRST = "Rules = [ RowCount > 2 ]";
  private static final String SECOND = "Rules = [ IsComplete \"celsius\" ]";
  private static final String BAD = "Rules = [\n  RowCount > 2,\n  IsComplete \"sensro\"\n]";
  private static final String WORSE = "Rules = [ Mean \"celsius\" > ]";

  private static final Location LOCATION = new Location();

  @BeforeEach
  void nothingIsThere() {
    Location.text = OWN;
  }

  @Test
  void takesUpEachNewRulesetOnceWithTheNextNumber() throws Exception {
    try (Harness harness = new Harness(FILES, null)) {
      harness.look();
      assertThat(harness.rulesets()).as("the pipeline's own").isEmpty();
      Location.text = FIRST;
      harness.look();
      harness.look();
      Location.text = SECOND;
      harness.look();
      Location.text = OWN;
      harness.look();

      assertThat(harness.rulesets())
          .containsExactly("1 " + hash(FIRST), "2 " + hash(SECOND), "3 " + hash(OWN));
      assertThat(harness.results())
          .containsExactly(
              "ruleset " + hash(FIRST) + " of s3://rules has no fault true",
              "ruleset " + hash(SECOND) + " of s3://rules has no fault true",
              "ruleset " + hash(OWN) + " of s3://rules has no fault true");
      assertThat(harness.last().getLookedAt())
          .isEqualTo("version 3, in the place of ruleset " + hash(SECOND));
      assertThat(harness.last().getRulesetHash()).isEqualTo(hash(OWN));
    }
  }

  @Test
  void refusesARulesetWithAFaultOnceNamesTheFaultAndLeavesTheOneBefore() throws Exception {
    try (Harness harness = new Harness(FILES, null)) {
      Location.text = FIRST;
      harness.look();
      Location.text = BAD;
      harness.look();
      harness.look();

      assertThat(harness.rulesets()).containsExactly("1 " + hash(FIRST));
      assertThat(harness.results()).hasSize(2);
      QualityResult refusal = harness.last();
      assertThat(refusal.getPassed()).isFalse();
      assertThat(refusal.getValue()).isEqualTo(1);
      assertThat(refusal.getRule()).contains(hash(BAD));
      assertThat(refusal.getRulesetHash()).isEqualTo(hash(FIRST));
      assertThat(refusal.getLookedAt())
          .startsWith("ruleset " + hash(FIRST) + " stays active: line 3 (IsComplete \"sensro\")")
          .contains("did you mean 'sensor'?");

      Location.text = WORSE;
      harness.look();
      assertThat(harness.results().subList(2, 4))
          .as("the first refusal is over, the second is another story")
          .containsExactly(
              "ruleset " + hash(BAD) + " of s3://rules has no fault true",
              "ruleset " + hash(WORSE) + " of s3://rules has no fault false");

      Location.text = FIRST;
      harness.look();
      assertThat(harness.results()).last().asString().contains(hash(WORSE)).endsWith("true");
      assertThat(harness.rulesets()).as("it was active all along").hasSize(1);
    }
  }

  @Test
  void tellsAPlaceThatCannotBeReadAfterThreeTimesAndThatItCanAgain() throws Exception {
    try (Harness harness = new Harness(FILES, null)) {
      Location.text = null;
      harness.look();
      harness.look();
      assertThat(harness.results()).isEmpty();
      harness.look();
      harness.look();
      assertThat(harness.results()).containsExactly("ruleset of s3://rules can be read false");
      assertThat(harness.last().getLookedAt()).contains("FileNotFoundException");
      Location.text = FIRST;
      harness.look();
      assertThat(harness.results().get(1)).isEqualTo("ruleset of s3://rules can be read true");
      assertThat(harness.rulesets()).containsExactly("1 " + hash(FIRST));
    }
  }

  @Test
  void aRestartKnowsWhatIsActiveAndWhatWasRefused() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(FILES, null)) {
      Location.text = FIRST;
      harness.look();
      Location.text = BAD;
      harness.look();
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(FILES, checkpoint)) {
      harness.look();
      assertThat(harness.results()).as("neither is told again").isEmpty();
      Location.text = SECOND;
      harness.look();
      assertThat(harness.rulesets()).containsExactly("2 " + hash(SECOND));
    }
  }

  @Test
  void anActiveRulesetThatDoesNotFitAChangedPipelineIsRefusedAtTheRestart() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(FILES, null)) {
      Location.text = SECOND;
      harness.look();
      checkpoint = harness.operator.snapshot(1, 1);
    }
    PipelineFiles renamed = Readings.renamed("Rules = [ RowCount > 0 ]");
    try (Harness harness = new Harness(renamed, checkpoint)) {
      harness.look();
      assertThat(harness.rulesets()).isEmpty();
      assertThat(harness.results())
          .containsExactly("ruleset " + hash(SECOND) + " of s3://rules has no fault false");
      assertThat(harness.last().getLookedAt())
          .contains("got celsius; use one of id, at, sensor, kelvin");
      assertThat(harness.last().getRulesetHash())
          .isEqualTo(Pipeline.of(renamed).quality().ruleset().hash());
    }
  }

  @Test
  void readsAFileAndRefusesOneThatIsTooLong(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("rules.dqdl");
    RulesetLocation location = RulesetLocation.ofFile(file.toString());
    assertThatThrownBy(location::read).isInstanceOf(FileNotFoundException.class);
    Files.writeString(file, FIRST);
    assertThat(location.read()).isEqualTo(FIRST);
    Files.writeString(file, "#".repeat(RulesetLocation.MOST_BYTES + 1));
    assertThatThrownBy(location::read).hasMessage("expected at most 1048576 bytes, got more");
    assertThat(location).hasToString(file.toString());
  }

  private static String hash(String text) {
    return RulesetReader.hash(text);
  }

  /** What lies there is for the test to say; null: nothing. */
  private static final class Location implements RulesetLocation {
    private static final long serialVersionUID = 1L;
    private static volatile String text;

    @Override
    public String read() throws IOException {
      if (text == null) {
        throw new FileNotFoundException("expected a file, got none");
      }
      return text;
    }

    @Override
    public String toString() {
      return "s3://rules";
    }
  }

  private static final class Harness implements AutoCloseable {
    private final OneInputStreamOperatorTestHarness<Event, RulesetVersion> operator;
    private long now = 1_000_000;

    private Harness(PipelineFiles files, OperatorSubtaskState state) throws Exception {
      operator =
          new OneInputStreamOperatorTestHarness<>(
              new WatchRuleset(
                  files, LOCATION, Duration.ofMinutes(1), Executors::newDirectExecutorService));
      operator.setup();
      operator.setProcessingTime(now);
      if (state != null) {
        operator.initializeState(state);
      }
      operator.open();
      operator.processElement(
          new StreamRecord<>(Readings.event(Pipeline.of(FILES), 1, "a", 1.0), 1_000));
    }

    /** Lets a minute pass, and so a look. */
    private void look() throws Exception {
      operator.setProcessingTime(now);
      now += 60_000;
    }

    private List<String> rulesets() {
      return operator.extractOutputValues().stream()
          .map(ruleset -> ruleset.version + " " + ruleset.hash)
          .collect(Collectors.toList());
    }

    private List<String> results() {
      return records().stream()
          .map(result -> result.getRule() + " " + result.getPassed())
          .collect(Collectors.toList());
    }

    private QualityResult last() {
      List<QualityResult> records = records();
      return records.get(records.size() - 1);
    }

    private List<QualityResult> records() {
      return operator.getSideOutput(WatchRuleset.RESULTS) == null
          ? List.of()
          : operator.getSideOutput(WatchRuleset.RESULTS).stream()
              .map(StreamRecord::getValue)
              .collect(Collectors.toList());
    }

    @Override
    public void close() throws Exception {
      operator.close();
    }
  }
}
