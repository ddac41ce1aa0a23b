package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.job.features.state.StateSizes;
import io.millrace.job.testing.StageHarness;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComputeFeaturesTest {
  private static final long START = 1_700_000_000_000L;
  private static final long LATENESS = 30_000;
  private static final long RETENTION = 60_000 + LATENESS;

  private Purchases purchases =
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

  @Test
  void forgetsAKeyWhenTheWatermarkHasPassedItsNewestEventByTheRetention() throws Exception {
    send("a", START, "ann");
    send("b", START + 20_000, "ann");
    assertThat(stage.numEventTimeTimers()).isEqualTo(1);
    stage.processWatermark(START + RETENTION + RETENTION / 8);
    assertThat(keysInState()).as("the newest event moves the end").isEqualTo(1);
    stage.processWatermark(START + 20_000 + RETENTION - 1);
    assertThat(keysInState()).isEqualTo(1);
    stage.processWatermark(START + 20_000 + RETENTION + RETENTION / 8);
    assertThat(keysInState()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
    assertThat(count(send("c", START + 20_001 + RETENTION, "ann"))).isEqualTo(1);
  }

  /** Some of a block alone, which are swept in their bytes, and some of several. */
  @Test
  void forgetsKeysThatAreNotDecodedWhenTheirTimeComes() throws Exception {
    stage.close();
    StateSizes sizes = new StateSizes(0, 1 << 20, 4, 4, 4);
    stage = stage(purchases, sizes, null);
    for (int i = 0; i < 300; i++) {
      send("first-" + i, START, "buyer-" + i);
      for (int row = 0; i % 3 == 0 && row < i % 9; row++) {
        send("more-" + i + '-' + row, START + 20_000 + row, "buyer-" + i);
      }
    }
    stage.processWatermark(START + RETENTION + RETENTION / 8);
    assertThat(keysInState()).as("66 of which more came, half with nodes").isEqualTo(66 + 33);
    assertThat(count(send("again", START + 79_000, "buyer-3"))).isEqualTo(4);
    stage.processWatermark(START + 20_000 + RETENTION + RETENTION / 8);
    assertThat(count(send("last", START + 100_000, "buyer-3"))).isEqualTo(2);
    OperatorSubtaskState state = stage.snapshot(++checkpoint, checkpoint);
    assertThat(keysInState()).as("a head, and nodes beside it").isBetween(1, 2);
    stage.close();
    stage = stage(purchases, sizes, state);
    stage.processWatermark(START + 3 * RETENTION);
    assertThat(keysInState()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  @Test
  void keysOfOneGroupAndTimeShareATimer() throws Exception {
    for (int i = 0; i < 1000; i++) {
      send("id-" + i, START, "buyer-" + i);
    }
    assertThat(stage.numEventTimeTimers()).isLessThanOrEqualTo(128);
    OperatorSubtaskState state = stage.snapshot(++checkpoint, checkpoint);
    stage.close();
    stage = stage(state);
    send("again", START + 20_000, "buyer-7");
    send("new", START, "ann");
    stage.processWatermark(START + RETENTION + RETENTION / 8);
    assertThat(keysInState()).as("buyer-7").isEqualTo(1);
    assertThat(count(send("later", START + 20_001, "buyer-7"))).isEqualTo(3);
    stage.processWatermark(Long.MAX_VALUE);
    assertThat(keysInState()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  @Test
  void takesUpStateForOtherWindowsOverTheSameAggregates() throws Exception {
    send("a", START, "ann");
    Event event = sendAfterRestart("windows: [5s, 30s, 1m]", "events: count(), spent: sum(amount)");
    assertThat(event.getLong(column("events_30s"))).isEqualTo(2);
    assertThat(count(event)).isEqualTo(2);
  }

  @Test
  void anAggregateThatIsNewIsExactWhereItsInputWasKept() throws Exception {
    send("a", START, "ann");
    Event event =
        sendAfterRestart(
            "windows: [10s, 1m]", "most: max(amount), events: count(), spent: sum(amount)");
    assertThat(event.getDouble(column("most_1m"))).isEqualTo(1);
    assertThat(event.getLong(column("events_1m"))).isEqualTo(2);
    assertThat(event.getDouble(column("spent_10s"))).isEqualTo(2);
  }

  @Test
  void anInputThatIsNewIsNullUntilItsWindowIsWholeAndTheOthersGoOn() throws Exception {
    send("a", START, "ann");
    Event event =
        sendAfterRestart(
            "windows: [10s, 1m]", "frauds: count(fraud), events: count(), spent: sum(amount)");
    assertThat(event.isNull(column("frauds_10s"))).isTrue();
    assertThat(event.getLong(column("events_10s"))).isEqualTo(2);
    assertThat(event.isLate()).as("nothing of it is late").isFalse();
    assertThat(send("c", START + 1, "bob").getLong(column("frauds_1m")))
        .as("of a key that had no state all is known")
        .isEqualTo(1);
    assertThat(send("d", START + 9_999, "ann").isNull(column("frauds_10s"))).isTrue();
    assertThat(send("e", START + 10_000, "ann").getLong(column("frauds_10s"))).isEqualTo(3);
    assertThat(send("f", START + 59_999, "ann").isNull(column("frauds_1m"))).isTrue();
    assertThat(send("g", START + 60_000, "ann").getLong(column("frauds_1m"))).isEqualTo(5);
  }

  @Test
  void aWindowThatIsLongerIsNullUntilAllOfItWasKept() throws Exception {
    send("a", START, "ann");
    send("b", START + RETENTION, "ann");
    stage.processWatermark(START + RETENTION);
    Event forgets = send("c", START + RETENTION + 1, "ann");
    assertThat(forgets.isLate()).isFalse();
    sendAfterRestart("windows: [10s, 10m]", "events: count(), spent: sum(amount)");
    Event event = send("d", START + RETENTION + 2, "ann");
    assertThat(event.getLong(column("events_10s"))).isEqualTo(3);
    assertThat(event.isNull(column("events_10m"))).isTrue();
    assertThat(send("e", START + 599_999, "ann").isNull(column("events_10m"))).isTrue();
    assertThat(send("f", START + 600_000, "ann").getLong(column("events_10m"))).isEqualTo(6);
    assertThat(send("g", START + 599_000, "bob").isNull(column("events_10m")))
        .as("what there was of others was forgotten, too")
        .isTrue();
    assertThat(send("h", START + 600_001, "bob").getLong(column("events_10m"))).isEqualTo(2);
  }

  @Test
  void anAggregateThatIsGoneAndComesBackIsNotWhatItWas() throws Exception {
    send("a", START, "ann");
    sendAfterRestart("windows: [10s, 1m]", "events: count()");
    Event event = sendAfterRestart("windows: [10s, 1m]", "events: count(), spent: sum(amount)");
    assertThat(event.getLong(column("events_1m"))).isEqualTo(3);
    assertThat(event.isNull(column("spent_1m"))).isTrue();
  }

  /** Restores the stage with another definition. */
  private Event sendAfterRestart(String windows, String aggregates) throws Exception {
    Purchases changed =
        Purchases.of(
            "\"string\"",
            """
            lateness: 30s
            features:
              - entity: buyer
                %s
                aggregates: { %s }
            """
                .formatted(windows, aggregates));
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(changed, state);
    purchases = changed;
    return send("b", START + 1, "ann");
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

  @Test
  void anEventOfAForgottenKeyThatReachesBackToWhatWasForgottenIsLateAndHasNullFeatures()
      throws Exception {
    send("a", START, "ann");
    long watermark = START + RETENTION;
    stage.processWatermark(watermark);
    Event unknown = send("b", watermark - LATENESS - 1, "ann");
    assertThat(unknown.isLate()).isTrue();
    assertThat(unknown.isNull(column("events_1m"))).isTrue();
    assertThat(unknown.isNull(column("spent_10s"))).isTrue();
    assertThat(count(send("c", watermark - LATENESS, "ann")))
        .as("no window reaches back as far, and b is in this one")
        .isEqualTo(2);
  }

  @Test
  void anEventOlderThanTheRetentionLeavesNoStateBehind() throws Exception {
    stage.processWatermark(START);
    Event old = send("a", START - RETENTION, "ann");
    assertThat(old.isLate()).isTrue();
    assertThat(old.isNull(column("events_1m"))).isTrue();
    assertThat(keysInState()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
    assertThat(count(send("b", START, "ann"))).isEqualTo(1);
  }

  /** Channels of an exchange are not read in step: the watermark is that of the slowest. */
  @Test
  void anEventFromAChannelThatIsAheadMakesNoneOfAnotherLate() throws Exception {
    send("a", START, "ann");
    stage.processWatermark(START);
    assertThat(count(send("b", START + 10 * RETENTION, "ann"))).isEqualTo(1);
    Event behind = send("c", START + 1, "ann");
    assertThat(behind.isLate()).isFalse();
    assertThat(count(behind)).as("with a, which is still kept").isEqualTo(2);
  }

  @Test
  void beforeTheFirstWatermarkEveryKeyIsNew() throws Exception {
    assertThat(send("a", START - 10 * RETENTION, "ann").isLate()).isFalse();
  }

  @Test
  void anEventOfHistoryOnlyFillsState() throws Exception {
    Event history = purchases.event("a", START, "ann");
    history.setHistory(true);
    stage.processElement(history, START);
    Event passed = stage.extractOutputValues().get(0);
    assertThat(passed.isHistory()).isTrue();
    assertThat(passed.isNull(column("events_1m"))).isTrue();
    assertThat(count(send("b", START + 1, "ann"))).isEqualTo(2);
    stage.processWatermark(Long.MAX_VALUE);
    assertThat(keysInState()).isZero();
  }

  /** History is read from a time on: a window that reaches further back is not whole. */
  @Test
  void aWindowThatReachesBackBeyondHistoryIsNotAnswered() throws Exception {
    stage.close();
    stage =
        StageHarness.keyed(
            purchases.type(),
            purchases.key(),
            events ->
                ComputeFeatures.attach(
                    events, purchases.type(), purchases.files(), 0, Purchases.BUYER, START),
            null);
    Event history = purchases.event("a", START + 10, "ann");
    history.setHistory(true);
    stage.processElement(history, START + 10);

    Event before = send("b", START + 59_998, "ann");
    assertThat(before.isNull(column("events_1m"))).isTrue();
    assertThat(before.isLate()).isTrue();
    assertThat(count(send("c", START + 59_999, "ann"))).isEqualTo(3);
    assertThat(count(send("d", START + 5, "bob"))).as("a key without history").isEqualTo(1);
  }

  @Test
  void namesTheFeaturesThatAreEstimates() throws Exception {
    stage.close();
    Purchases sketching =
        Purchases.of(
            "\"long\"",
            """
            features:
              - entity: buyer
                windows: [1s, 1m]
                aggregates: { amounts: distinctCount(amount), high: "quantile(amount, rank: 0.9)" }
            """);
    int estimates = sketching.layout().position("approximate_features");
    try (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> sketches =
        stage(sketching, null)) {
      Event last = null;
      for (int i = 0; i < 1500; i++) {
        last = sketching.event(i, START + 10 * i, "ann", (double) i, 0);
        sketches.processElement(last, last.timeMillis());
        if (i == 1000) {
          assertThat(last.isNull(estimates)).isTrue();
        }
      }
      assertThat(last.getString(estimates)).isEqualTo("amounts_1m,high_1m");
      assertThat(last.getLong(sketching.layout().position("amounts_1s"))).isEqualTo(100);
    }
  }

  /** Keys that a checkpoint holds; between two, those in use are on the heap only. */
  private int keysInState() throws Exception {
    stage.snapshot(++checkpoint, checkpoint);
    int lists = stage.numEventTimeTimers();
    return stage.numKeyedStateEntries() - lists;
  }

  private Event send(String id, long time, String buyer) throws Exception {
    stage.processElement(purchases.event(id, time, buyer), time);
    List<Event> out = stage.extractOutputValues();
    return out.get(out.size() - 1);
  }

  private long count(Event event) {
    return event.getLong(column("events_1m"));
  }

  private int column(String name) {
    return purchases.layout().position(name);
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState restored) throws Exception {
    return stage(purchases, restored);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      Purchases purchases, OperatorSubtaskState restored) throws Exception {
    return stage(purchases, StateSizes.DEFAULT, restored);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      Purchases purchases, StateSizes sizes, OperatorSubtaskState restored) throws Exception {
    return StageHarness.keyed(
        purchases.type(),
        purchases.key(),
        events ->
            ComputeFeatures.attach(
                events, purchases.type(), purchases.files(), 0, Purchases.BUYER, sizes),
        restored);
  }
}
