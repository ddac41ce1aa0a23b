package io.millrace.job.anomaly;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.DerivedColumn;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.features.EntityKey;
import io.millrace.job.testing.StageHarness;
import io.millrace.job.testing.TestPipelines;
import io.millrace.record.QualityResult;
import io.millrace.udf.anomaly.AnomalyDetector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreAnomaliesTest {
  private static final long START = 1_400_025_600_000L;
  private static final long STEP = 300_000;
  private static final Origin ORIGIN = Origin.ofFile("in", "metrics.ndjson", 0, 0);

  private static final PipelineFiles FILES =
      TestPipelines.of(
          String.join(
              "\n",
              "pipeline: metrics",
              "event:",
              "  schema: event.avsc",
              "  format: json",
              "  id: line",
              "  time: at",
              "features:",
              "  - entity: host",
              "    anomalies:",
              "      load_score: load",
              "      twice_score: 2 * load",
              ""),
          record(
              field("line", "\"long\""),
              field("at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
              field("host", "[\"null\", \"string\"]"),
              field("load", "[\"null\", \"double\"]")));

  private final EventDecoder decoder = EventDecoder.forReplay(FILES);
  private final int score = Pipeline.of(FILES).layout().position("load_score");
  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage;
  private long line;

  @BeforeEach
  void open() throws Exception {
    stage = stage(null);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  /** With room on the heap for every series, and for none. */
  @ParameterizedTest
  @ValueSource(longs = {1, 40_000, ScoreAnomalies.CACHE_BYTES})
  void eachKeyIsASeriesOfItsOwnThatARestartDoesNotDisturb(long cacheBytes) throws Exception {
    stage.close();
    stage = stage(null, cacheBytes);
    AnomalyDetector a = new AnomalyDetector();
    AnomalyDetector b = new AnomalyDetector();
    Random random = new Random(1);
    List<Double> expected = new ArrayList<>();
    List<Double> actual = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      long time = START + i * STEP;
      double load = i == 500 ? 90 : random.nextDouble();
      double other = 100 * random.nextDouble();
      expected.add(a.score(time, load));
      expected.add(b.score(time, other));
      actual.add(score("a", time, load));
      actual.add(score("b", time, other));
      if (i % 150 == 149) {
        OperatorSubtaskState state = stage.snapshot(i, i);
        stage.close();
        stage = stage(state, cacheBytes);
      }
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(actual.get(1000)).isGreaterThan(AnomalyDetector.ALARM);
  }

  @Test
  void anEventBehindOneThatWasScoredHasNoScoreAndTeachesNothing() throws Exception {
    AnomalyDetector detector = new AnomalyDetector();
    Random random = new Random(2);
    for (int i = 0; i < 400; i++) {
      long time = START + i * STEP;
      double load = i == 390 ? 90 : random.nextDouble();
      assertThat(score("a", time, load)).isEqualTo(detector.score(time, load));
      assertThat(score("a", time - 1, 90.0)).isNull();
    }
  }

  @Test
  void eventsOfOneTimeAreScoredAsTheyCome() throws Exception {
    AnomalyDetector detector = new AnomalyDetector();
    for (int i = 0; i < 200; i++) {
      assertThat(score("a", START, (double) i % 7)).isEqualTo(detector.score(START, i % 7));
    }
  }

  /**
   * 90 is strange, 90 again is not, 95 is in the same incident, and 200 points later it is over.
   */
  @Test
  void anIncidentIsToldWithWhatWasExpectedAndItsEndAlsoAcrossARestart() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 900; i++) {
      double load = i == 600 ? 90 : i == 620 ? 250 : random.nextDouble();
      score("a", START + i * STEP, load);
      if (i == 700) {
        assertThat(results(false)).hasSize(4);
        OperatorSubtaskState state = stage.snapshot(1, 1);
        stage.close();
        stage = stage(state);
      }
    }
    assertThat(results(true))
        .as("each of two scores, once")
        .extracting(r -> (r.getWindowStart().toEpochMilli() - START) / STEP + " " + r.getRule())
        .containsExactly("820 anomalies load_score <= 3.2", "820 anomalies twice_score <= 3.2");
  }

  @Test
  void aResultTellsTheScoreTheRangeAndWhatWasLookedAt() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 601; i++) {
      score("a", START + i * STEP, i == 600 ? 90 : random.nextDouble());
    }
    List<QualityResult> strange = results(false);
    assertThat(strange).hasSize(2);
    QualityResult first = strange.get(0);
    assertThat(first.getGroupKey()).isEqualTo("host=a");
    assertThat(first.getMetric()).isEqualTo("Column.load_score.AnomalyScore");
    assertThat(first.getValue()).isGreaterThan(AnomalyDetector.ALARM);
    assertThat(first.getWindowStart().toEpochMilli()).isEqualTo(START + 600 * STEP);
    assertThat(first.getLookedAt())
        .matches(
            "load = 90\\.0000; the value was expected from -0\\.\\d+ to [01]\\.\\d+; it lies"
                + " 89\\.0\\d+ from the nearest of 600 earlier points");
    assertThat(first.getRulesetHash()).isEqualTo(Pipeline.of(FILES).quality().ruleset().hash());
  }

  @Test
  void readsStateThatKnewNoIncidents() throws Exception {
    AnomalyDetector detector = new AnomalyDetector();
    for (int i = 0; i < 500; i++) {
      detector.score(START + i * STEP, i % 7);
    }
    DataOutputSerializer old = new DataOutputSerializer(1024);
    old.writeByte(1);
    old.writeLong(START + 499 * STEP);
    old.writeByte(1);
    detector.write(old);
    MemoryState state = new MemoryState(old.getCopyOfBuffer());
    List<DerivedColumn> scores =
        ((FeatureStep.Anomalies) Pipeline.of(FILES).features().get(0)).scores().subList(0, 1);

    KeyDetectors read = KeyDetectors.loader(scores, new long[] {7}, state).load();
    assertThat(read.newest()).isEqualTo(START + 499 * STEP);
    Event next = event("a", START + 500 * STEP, 90.0);
    assertThat(read.score(next, new Nobody())).as("not the first").isFalse();
    assertThat(next.getDouble(score)).isEqualTo(detector.score(START + 500 * STEP, 90.0));
    read.write();
    assertThat(state.value()[0]).isEqualTo((byte) 3);
    KeyDetectors again = KeyDetectors.loader(scores, new long[] {7}, state).load();
    Event last = event("a", START + 501 * STEP, 3.0);
    again.score(last, new Nobody());
    assertThat(last.getDouble(score)).isEqualTo(detector.score(START + 501 * STEP, 3.0));
  }

  /** Scores stand in the state by what they mean: others may come before them, or go. */
  @Test
  void aScoreGoesOnBesideOneThatIsNew() throws Exception {
    List<DerivedColumn> one =
        ((FeatureStep.Anomalies) Pipeline.of(FILES).features().get(0)).scores().subList(0, 1);
    List<DerivedColumn> two = List.of(one.get(0), one.get(0));
    MemoryState state = new MemoryState(null);
    KeyDetectors before = KeyDetectors.loader(one, new long[] {7}, state).load();
    for (int i = 0; i < 500; i++) {
      before.score(event("a", START + i * STEP, i % 7 + 0.0), new Nobody());
    }
    before.write();
    Event expected = event("a", START + 500 * STEP, 90.0);
    before.score(expected, new Nobody());
    assertThat(expected.getDouble(score)).isGreaterThan(AnomalyDetector.ALARM);

    // The last of the two is what stands in the column.
    KeyDetectors added = KeyDetectors.loader(two, new long[] {8, 7}, state).load();
    Event kept = event("a", START + 500 * STEP, 90.0);
    added.score(kept, new Nobody());
    assertThat(kept.getDouble(score)).isEqualTo(expected.getDouble(score));

    KeyDetectors other = KeyDetectors.loader(one, new long[] {8}, state).load();
    Event anew = event("a", START + 500 * STEP, 90.0);
    other.score(anew, new Nobody());
    assertThat(anew.getDouble(score)).as("it is learning").isZero();
  }

  @Test
  void nullsHaveNoScore() throws Exception {
    assertThat(score("a", START, null)).isNull();
    assertThat(score(null, START, 1.0)).isNull();
    assertThat(score("a", START, 1.0)).isZero();
  }

  @Test
  void aKeyIsForgottenWhenItWasSilentAndHasOneTimer() throws Exception {
    score("a", START, 1.0);
    long newest = START + 10 * STEP;
    score("a", newest, 1.0);
    long silence = ScoreAnomalies.SILENCE.toMillis();
    stage.processWatermark(newest + silence - 1);
    stage.snapshot(1, 1);
    assertThat(stage.numKeyedStateEntries()).isEqualTo(1);
    assertThat(stage.numEventTimeTimers()).isEqualTo(1);
    stage.processWatermark(newest + silence);
    assertThat(stage.numKeyedStateEntries()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  /** The score of an event; null when it has none. The other score is of the doubled number. */
  private Double score(String host, long time, Double load) throws Exception {
    Event event = event(host, time, load);
    stage.processElement(event, time);
    List<Event> passed = stage.extractOutputValues();
    assertThat(passed).hasSize(1);
    stage.getOutput().clear();
    event = passed.get(0);
    assertThat(event.isNull(score + 1)).isEqualTo(event.isNull(score));
    return event.isNull(score) ? null : event.getDouble(score);
  }

  private Event event(String host, long time, Double load) {
    String json =
        "{\"line\": %d, \"at\": %d, \"host\": %s, \"load\": %s}"
            .formatted(line++, time, host == null ? null : '"' + host + '"', load);
    return decoder.decode(json.getBytes(StandardCharsets.UTF_8), ORIGIN).event();
  }

  /** What was told so far of this operator that holds, or does not. */
  private List<QualityResult> results(boolean passed) {
    Queue<StreamRecord<QualityResult>> told = stage.getSideOutput(ScoreAnomalies.RESULTS);
    return told == null
        ? List.of()
        : told.stream()
            .map(StreamRecord::getValue)
            .filter(result -> result.getPassed() == passed)
            .toList();
  }

  private static final class Nobody implements KeyDetectors.Incidents {
    @Override
    public void strange(int score, double value, AnomalyDetector detector) {}

    @Override
    public void over(int score) {}
  }

  /** State of one key. */
  private static final class MemoryState implements ValueState<byte[]> {
    private byte[] bytes;

    MemoryState(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public byte[] value() {
      return bytes;
    }

    @Override
    public void update(byte[] value) {
      bytes = value;
    }

    @Override
    public void clear() {
      bytes = null;
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState state) throws Exception {
    return stage(state, ScoreAnomalies.CACHE_BYTES);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState state, long cacheBytes) throws Exception {
    EntityKey key = EntityKey.of(FILES, Pipeline.of(FILES).layout().position("host"));
    return StageHarness.keyed(
        EventTypeInfo.of(FILES),
        key,
        events ->
            ScoreAnomalies.attach(events, EventTypeInfo.of(FILES), FILES, 0, "host", cacheBytes),
        state);
  }
}
