package io.millrace.job.quality.silence;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.quality.Readings;
import io.millrace.record.QualityResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A minute without an event is a silence; the clock is the harness's. */
class TellSilenceTest {
  private static final PipelineFiles FILES = Readings.ungrouped();

  @Test
  void tellsASilenceOnceAndItsEndOnce() throws Exception {
    try (Harness harness = new Harness(null, 1_000_000)) {
      harness.hear(1_010_000);
      harness.at(1_069_999);
      assertThat(harness.results()).isEmpty();
      harness.at(1_070_000);
      harness.at(1_500_000);
      harness.hear(1_510_000);
      harness.hear(1_511_000);
      harness.at(1_570_999);
      assertThat(harness.results()).containsExactly("1010..1070 60.0 false", "1510..1510 0.0 true");
      QualityResult first = harness.operator.extractOutputValues().get(0);
      assertThat(first.getRule()).isEqualTo("silence-after 60s");
      assertThat(first.getMetric()).isEqualTo("Dataset.*.SecondsSilent");
    }
  }

  @Test
  void aStreamThatNeverBeginsIsSilentFromTheStart() throws Exception {
    try (Harness harness = new Harness(null, 1_000_000)) {
      harness.at(1_060_000);
      assertThat(harness.results()).containsExactly("1000..1060 60.0 false");
    }
  }

  @Test
  void aRestartInASilenceTellsItsEndAndNoSecondBeginning() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(null, 1_000_000)) {
      harness.at(1_060_000);
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(checkpoint, 2_000_000)) {
      harness.at(2_300_000);
      harness.hear(2_310_000);
      harness.at(2_370_000);
      assertThat(harness.results()).containsExactly("2310..2310 0.0 true", "2310..2370 60.0 false");
    }
  }

  @Test
  void namesTheRulesetThatTheLastEventWasJudgedByAlsoAfterARestart() throws Exception {
    OperatorSubtaskState checkpoint;
    try (Harness harness = new Harness(null, 1_000_000)) {
      harness.hear(1_010_000, "00000000000000aa");
      checkpoint = harness.operator.snapshot(1, 1);
    }
    try (Harness harness = new Harness(checkpoint, 2_000_000)) {
      harness.at(2_060_000);
      assertThat(harness.operator.extractOutputValues())
          .extracting(QualityResult::getRulesetHash)
          .containsExactly("00000000000000aa");
    }
  }

  @Test
  void subtasksTellOfEventsOnlyWhenSomeCame() throws Exception {
    try (OneInputStreamOperatorTestHarness<Event, Arrivals> harness =
        new OneInputStreamOperatorTestHarness<>(new CountArrivals(6_000))) {
      harness.setProcessingTime(1_000);
      harness.open();
      Event event = Readings.event(Pipeline.of(FILES), 1, "a", 1.0);
      harness.processElement(new StreamRecord<>(event));
      harness.processElement(new StreamRecord<>(event));
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.setProcessingTime(7_000);
      harness.setProcessingTime(30_000);
      harness.processElement(new StreamRecord<>(event));
      harness.setProcessingTime(36_000);
      assertThat(harness.extractOutputValues())
          .extracting(arrivals -> arrivals.events)
          .containsExactly(2L, 1L);
    }
  }

  private static final class Harness implements AutoCloseable {
    private final OneInputStreamOperatorTestHarness<Arrivals, QualityResult> operator;

    private Harness(OperatorSubtaskState state, long now) throws Exception {
      operator =
          new OneInputStreamOperatorTestHarness<>(new TellSilence(FILES, Duration.ofMinutes(1)));
      operator.setup(new AvroSerializer<>(QualityResult.class));
      operator.setProcessingTime(now);
      if (state != null) {
        operator.initializeState(state);
      }
      operator.open();
    }

    private void at(long now) throws Exception {
      operator.setProcessingTime(now);
    }

    private void hear(long now) throws Exception {
      hear(now, null);
    }

    private void hear(long now, String ruleset) throws Exception {
      operator.setProcessingTime(now);
      operator.processElement(new StreamRecord<>(new Arrivals(1, ruleset)));
    }

    private List<String> results() {
      return operator.extractOutputValues().stream()
          .map(
              result ->
                  result.getWindowStart().getEpochSecond()
                      + ".."
                      + result.getWindowEnd().getEpochSecond()
                      + " "
                      + result.getValue()
                      + " "
                      + result.getPassed())
          .collect(Collectors.toList());
    }

    @Override
    public void close() throws Exception {
      operator.close();
    }
  }
}
