package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.event.Event;
import io.millrace.job.testing.StageHarness;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComputeFeaturesTest {
  private static final long START = 1_700_000_000_000L;
  private static final long LATENESS = 30_000;
  private static final long RETENTION = 60_000 + LATENESS;

  private final Purchases purchases =
      Purchases.of(
          "\"string\"",
          """
          lateness: 30s
          features:
            - entity: buyer
              windows: [10s, 1m]
              aggregates: { events: count(), spent: sum(amount) }
          """);

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage;
  private long checkpoint;

  @BeforeEach
  void open() throws Exception {
    stage = stage(null);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void fillsTheFeaturesOfEachKeyApart() throws Exception {
    assertThat(count(send("a", START, "ann"))).isEqualTo(1);
    assertThat(count(send("b", START, "bob"))).isEqualTo(1);
    assertThat(count(send("c", START + 1000, "ann"))).isEqualTo(2);
  }

  @Test
  void passesAnEventWithoutEntityOnWithoutFeatures() throws Exception {
    Event event = send("a", START, null);
    assertThat(event.isNull(column("events_1m"))).isTrue();
    assertThat(event.isNull(column("spent_1m"))).isTrue();
    assertThat(event.isLate()).isFalse();
    assertThat(keysInState()).isZero();
  }

  /** Many keys, late events, and a restart every now and then change nothing. */
  @Test
  void equalsTheDefinitionThroughRestarts() throws Exception {
    FeatureStep.Entity entity = (FeatureStep.Entity) purchases.pipeline().features().get(0);
    int amount = column("amount");
    Map<String, NaiveFeatures> naive = new HashMap<>();
    Random random = new Random(11);
    long now = START;
    for (int i = 0; i < 1500; i++) {
      now += 1000L * random.nextInt(3);
      Event event = purchases.random(random, now, 40, "buyer-" + random.nextInt(5));
      Double[] expected =
          naive
              .computeIfAbsent(
                  event.getString(column(Purchases.BUYER)),
                  key ->
                      new NaiveFeatures(
                          entity,
                          LATENESS,
                          Map.of(
                              "",
                              e -> 1.0,
                              "amount",
                              e -> e.isNull(amount) ? null : e.getDouble(amount))))
              .next(event);
      stage.processElement(event, event.timeMillis());
      assertThat(features(event, entity))
          .as("event %d", i)
          .usingElementComparator(Comparator.nullsFirst(ComputeFeaturesTest::compareReals))
          .containsExactly(expected);
      if (i % 300 == 299) {
        OperatorSubtaskState state = stage.snapshot(i, i);
        stage.close();
        stage = stage(state);
      }
      stage.processWatermark(now - 45_000);
    }
  }

  @Test
  void forgetsAKeyWhenTheWatermarkHasPassedItsNewestEventByTheRetention() throws Exception {
    send("a", START, "ann");
    send("b", START + 5000, "ann");
    assertThat(stage.numEventTimeTimers()).isEqualTo(1);
    stage.processWatermark(START + RETENTION);
    assertThat(keysInState()).as("the newest event moves the end").isEqualTo(1);
    stage.processWatermark(START + 5000 + RETENTION - 1);
    assertThat(keysInState()).isEqualTo(1);
    stage.processWatermark(START + 5000 + RETENTION);
    assertThat(keysInState()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
    assertThat(count(send("c", START + 5001 + RETENTION, "ann"))).isEqualTo(1);
  }

  @Test
  void forgetsAfterARestartToo() throws Exception {
    send("a", START, "ann");
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
    assertThat(count(send("b", START + 1, "ann"))).isEqualTo(2);
    stage.processWatermark(Long.MAX_VALUE);
    assertThat(keysInState()).isZero();
  }

  /** Keys that a checkpoint holds; between two, blocks of hot keys are on the heap only. */
  private int keysInState() throws Exception {
    stage.snapshot(++checkpoint, checkpoint);
    return stage.numKeyedStateEntries();
  }

  private Event send(String id, long time, String buyer) throws Exception {
    stage.processElement(purchases.event(id, time, buyer), time);
    List<Event> out = stage.extractOutputValues();
    return out.get(out.size() - 1);
  }

  private static Double[] features(Event event, FeatureStep.Entity entity) {
    return entity.windowFeatures().stream()
        .map(
            feature ->
                event.isNull(feature.column())
                    ? null
                    : feature.aggregate().isCount()
                        ? (double) event.getLong(feature.column())
                        : event.getDouble(feature.column()))
        .toArray(Double[]::new);
  }

  private static int compareReals(Double a, Double b) {
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)) ? 0 : Double.compare(a, b);
  }

  private long count(Event event) {
    return event.getLong(column("events_1m"));
  }

  private int column(String name) {
    return purchases.layout().position(name);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState restored) throws Exception {
    return StageHarness.keyed(
        purchases.type(),
        purchases.key(),
        events ->
            ComputeFeatures.attach(events, purchases.type(), purchases.files(), 0, Purchases.BUYER),
        restored);
  }
}
