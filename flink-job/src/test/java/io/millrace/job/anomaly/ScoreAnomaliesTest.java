package io.millrace.job.anomaly;

import static io.millrace.job.testing.TestPipelines.field;
import static io.millrace.job.testing.TestPipelines.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.decode.EventTypeInfo;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.features.EntityKey;
import io.millrace.job.testing.StageHarness;
import io.millrace.job.testing.TestPipelines;
import io.millrace.udf.anomaly.AnomalyDetector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  @Test
  void eachKeyIsASeriesOfItsOwnThatARestartDoesNotDisturb() throws Exception {
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
        stage = stage(state);
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
    assertThat(stage.numKeyedStateEntries()).isEqualTo(1);
    assertThat(stage.numEventTimeTimers()).isEqualTo(1);
    stage.processWatermark(newest + silence);
    assertThat(stage.numKeyedStateEntries()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  /** The score of an event; null when it has none. The other score is of the doubled number. */
  private Double score(String host, long time, Double load) throws Exception {
    String json =
        "{\"line\": %d, \"at\": %d, \"host\": %s, \"load\": %s}"
            .formatted(line++, time, host == null ? null : '"' + host + '"', load);
    Event event = decoder.decode(json.getBytes(StandardCharsets.UTF_8), ORIGIN).event();
    stage.processElement(event, time);
    List<Event> passed = stage.extractOutputValues();
    assertThat(passed).hasSize(1);
    stage.getOutput().clear();
    event = passed.get(0);
    assertThat(event.isNull(score + 1)).isEqualTo(event.isNull(score));
    return event.isNull(score) ? null : event.getDouble(score);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState state) throws Exception {
    EntityKey key = EntityKey.of(FILES, Pipeline.of(FILES).layout().position("host"));
    return StageHarness.keyed(
        EventTypeInfo.of(FILES),
        key,
        events -> ScoreAnomalies.attach(events, EventTypeInfo.of(FILES), FILES, 0, "host"),
        state);
  }
}
