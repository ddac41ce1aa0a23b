package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.Event;
import io.millrace.job.event.StageCount;
import io.millrace.job.sideoutput.SideOutputs;
import io.millrace.job.testing.StageHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropDuplicatesTest {
  private static final long SPAN = 60_000;
  private static final long LATENESS = 10_000;
  private static final long START = 1_700_000_000_000L;

  private final Purchases purchases = Purchases.of("\"string\"", "");
  private int versionColumn = -1;
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

  private String keyedBy = "buyer";

  /** Under other keys nothing of before would be known again, and come twice. */
  @Test
  void refusesStateThatKnowsEventsByAnotherEntity() throws Exception {
    passes("a", START);
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
    assertThat(passes("a", START)).isFalse();
    keyedBy = "seller";
    assertThatThrownBy(() -> stage(state))
        .hasStackTraceContaining(
            "duplicates: the restored state knows events by buyer, the first entity of the pipeline"
                + " is seller");
  }

  @Test
  void theFirstArrivalWinsWhateverItsTime() throws Exception {
    assertThat(passes("a", START + 5)).isTrue();
    assertThat(passes("a", START)).isFalse();
    assertThat(passes("a", START + 5)).isFalse();
    assertThat(passes("b", START + 5)).isTrue();
  }

  @Test
  void theSpanIsInclusiveInBothDirections() throws Exception {
    assertThat(passes("a", START)).isTrue();
    assertThat(passes("a", START + SPAN)).isFalse();
    assertThat(passes("a", START - SPAN)).isFalse();
    assertThat(passes("a", START + SPAN + 1)).isTrue();
  }

  @Test
  void anIdentityThatComesAgainLongAfterForgetsNotItsFirstTime() throws Exception {
    assertThat(passes("a", START)).isTrue();
    assertThat(passes("a", START + SPAN + 1)).isTrue();
    assertThat(passes("a", START + LATENESS)).isFalse();
  }

  @Test
  void theSameIdentityOfAnotherKeyIsAnotherEvent() throws Exception {
    assertThat(passes("a", START, "ann")).isTrue();
    assertThat(passes("a", START, "bob")).isTrue();
    assertThat(passes("a", START, "bob")).isFalse();
  }

  @Test
  void ofAPipelineThatCorrectsItsEventsAnotherVersionIsAnotherEvent() throws Exception {
    stage.close();
    versionColumn = purchases.layout().position("fraud");
    stage = stage(null);

    assertThat(passesVersion("a", 1)).isTrue();
    assertThat(passesVersion("a", 2)).isTrue();
    assertThat(passesVersion("a", 1)).isFalse();
    assertThat(passesVersion("a1", 2)).isTrue();
    assertThat(passesVersion("a", 12)).isTrue();
    assertThat(passesVersion("a", 2)).isFalse();
  }

  @Test
  void eventsWithoutEntityMeetByTheirIdentity() throws Exception {
    assertThat(passes("a", START, null)).isTrue();
    assertThat(passes("a", START, null)).isFalse();
    assertThat(passes("b", START, null)).isTrue();
  }

  @Test
  void countsWhatItDropsOnceACheckpoint() throws Exception {
    passes("a", START);
    passes("a", START);
    passes("a", START + 1);
    stage.prepareSnapshotPreBarrier(1);
    assertThat(counted()).containsExactly("duplicates +2");
    stage.prepareSnapshotPreBarrier(2);
    passes("a", START);
    stage.getOneInputOperator().finish();
    assertThat(counted()).containsExactly("duplicates +2", "duplicates +1");
  }

  @Test
  void knowsTheIdentitiesOfBeforeARestart() throws Exception {
    passes("a", START);
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
    assertThat(passes("a", START + SPAN)).isFalse();
    assertThat(passes("a", START + SPAN + 1)).isTrue();
  }

  @Test
  void aHotKeyDropsWhatASmallOneWould() throws Exception {
    List<Boolean> expected = new ArrayList<>();
    List<Boolean> actual = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      expected.add(i % 4 != 3);
      actual.add(passes("id-" + (i % 4 == 3 ? i - 3 * 500 - 1 : i), START + i));
      if (i == 3000) {
        OperatorSubtaskState state = stage.snapshot(1, 1);
        stage.close();
        stage = stage(state);
      }
    }
    expected.subList(0, 1501).clear();
    actual.subList(0, 1501).clear();
    assertThat(actual).isEqualTo(expected);
    stage.processWatermark(Long.MAX_VALUE);
    assertThat(keysInState()).isZero();
  }

  @Test
  void anEventOfHistoryIsRememberedAndItsDuplicatesAreNotCounted() throws Exception {
    for (String id : List.of("a", "b", "a")) {
      Event history = purchases.event(id, START, "ann");
      history.setHistory(true);
      stage.processElement(history, START);
    }
    assertThat(stage.extractOutputValues()).extracting(Event::id).containsExactly("a", "b");
    assertThat(passes("b", START)).isFalse();
    stage.prepareSnapshotPreBarrier(1);
    assertThat(counted()).containsExactly("duplicates +1");
  }

  @Test
  void restartsAmongManyKeysDropNoOtherEvents() throws Exception {
    List<String> uninterrupted = passed(0);
    assertThat(uninterrupted).hasSizeBetween(500, 2500);
    assertThat(passed(250)).isEqualTo(uninterrupted);
  }

  /** What passes of 3000 events of 150 keys, with a restart every so many events; 0: none. */
  private List<String> passed(int untilRestart) throws Exception {
    stage.close();
    stage = stage(null);
    Random random = new Random(7);
    List<String> passed = new ArrayList<>();
    for (int i = 1; i <= 3000; i++) {
      long now = START + i * 50L;
      long time = now - random.nextInt((int) LATENESS);
      String id = "id-" + random.nextInt(12);
      String buyer = "buyer-" + random.nextInt(150);
      if (passes(id, time, buyer)) {
        passed.add(buyer + ' ' + id + ' ' + time);
      }
      stage.processWatermark(now - LATENESS);
      if (untilRestart > 0 && i % untilRestart == 0) {
        OperatorSubtaskState state = stage.snapshot(i, i);
        stage.close();
        stage = stage(state);
      }
    }
    return passed;
  }

  @Test
  void forgetsAKeyWhenTheWatermarkHasPassedItsNewestEventBySpanAndLateness() throws Exception {
    passes("a", START);
    passes("b", START + 1000);
    stage.processWatermark(START + 1000 + SPAN + LATENESS);
    assertThat(keysInState()).isEqualTo(1);
    assertThat(passes("b", START + 1000 + SPAN)).isFalse();
    long kept = SPAN + LATENESS + 1;
    stage.processWatermark(START + 1000 + kept + kept / 8);
    assertThat(keysInState()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  @Test
  void keepsOneTimerAKeyHoweverManyEventsItHas() throws Exception {
    for (int i = 0; i < 50; i++) {
      passes("id-" + i, START + i * 1000L);
    }
    assertThat(stage.numEventTimeTimers()).isEqualTo(1);
    stage.processWatermark(START + SPAN + LATENESS + 2);
    assertThat(stage.numEventTimeTimers()).isEqualTo(1);
    assertThat(passes("id-49", START + 49_000)).isFalse();
    stage.processWatermark(Long.MAX_VALUE);
    assertThat(keysInState()).isZero();
  }

  @Test
  void aKeyDoesNotGrowBeyondItsSpanAndLateness() throws Exception {
    for (int i = 0; i < 1000; i++) {
      assertThat(passes("id-" + i, START + i * 1000L)).isTrue();
    }
    int kept = (int) ((SPAN + LATENESS) / 1000);
    OperatorSubtaskState state = stage.snapshot(1, 1);
    assertThat(state.getStateSize()).isLessThan(kept * 60L + 4000);
  }

  /** Keys that a checkpoint holds; between two, blocks of hot keys are on the heap only. */
  private int keysInState() throws Exception {
    stage.snapshot(++checkpoint, checkpoint);
    int lists = stage.numEventTimeTimers();
    return stage.numKeyedStateEntries() - lists;
  }

  private boolean passes(String id, long time) throws Exception {
    return passes(id, time, "ann");
  }

  private boolean passes(String id, long time, String buyer) throws Exception {
    int before = stage.extractOutputValues().size();
    stage.processElement(purchases.event(id, time, buyer), time);
    return stage.extractOutputValues().size() > before;
  }

  private boolean passesVersion(String id, int version) throws Exception {
    int before = stage.extractOutputValues().size();
    stage.processElement(purchases.event(id, START, "ann", 1.0, version), START);
    return stage.extractOutputValues().size() > before;
  }

  private List<String> counted() {
    Queue<StreamRecord<StageCount>> counts = stage.getSideOutput(SideOutputs.COUNTS);
    return counts.stream().map(record -> record.getValue().toString()).toList();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState restored) throws Exception {
    return StageHarness.keyed(
        purchases.type(),
        purchases.key(),
        events ->
            DropDuplicates.attach(
                events,
                purchases.type(),
                keyedBy,
                Duration.ofMillis(SPAN),
                Duration.ofMillis(LATENESS),
                versionColumn),
        restored);
  }
}
