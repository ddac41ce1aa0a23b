package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.job.testing.StageHarness;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldUntilBootstrappedTest {
  private static final long START = 1_700_000_000_000L;

  private final Purchases purchases = Purchases.of("\"long\"", "");
  private KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Event> stage;

  @BeforeEach
  void open() throws Exception {
    stage = stage(null);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void historyPassesAndTheStreamWaitsForItsEndInTheOrderOfArrival() throws Exception {
    history(1, "ann", 1);
    stream(11, "ann", 9);
    stream(12, "bob", 3);
    watermark(2);
    history(2, "bob", 2);
    stream(13, "ann", 5);
    assertThat(output()).containsExactly("1", "2");

    stage.endInput1();
    assertThat(output()).containsExactly("1", "2", "11", "12", "13", "wm 2");

    stream(14, "bob", 8);
    watermark(7);
    assertThat(output()).containsExactly("1", "2", "11", "12", "13", "wm 2", "14", "wm 7");
    assertThat(stage.numKeyedStateEntries()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  /** Else those held would be overtaken: they leave with the first watermark. */
  @Test
  void theStreamWaitsForItsFirstWatermarkToo() throws Exception {
    stream(11, "ann", 9);
    stage.endInput1();
    stream(12, "ann", 3);
    assertThat(output()).isEmpty();
    watermark(1);
    assertThat(output()).containsExactly("11", "12", "wm 1");
  }

  /** To the stages behind, the end of the history must not be the end of time. */
  @Test
  void theEndOfTheHistoryMovesNoWatermarkWhileTheStreamIsIdle() throws Exception {
    stream(11, "ann", 9);
    watermark(4);
    stage.processWatermarkStatus2(WatermarkStatus.IDLE);
    stage.processWatermark1(new Watermark(Long.MAX_VALUE));
    assertThat(output()).isEmpty();
    stage.endInput1();
    assertThat(output()).containsExactly("11", "wm 4", "IDLE");

    stage.processWatermarkStatus2(WatermarkStatus.ACTIVE);
    watermark(6);
    stage.processWatermarkStatus2(WatermarkStatus.IDLE);
    assertThat(output()).endsWith("IDLE", "ACTIVE", "wm 6", "IDLE");
  }

  @Test
  void anIdleHistoryIsNotAtItsEnd() throws Exception {
    stream(11, "ann", 9);
    stage.processWatermarkStatus1(WatermarkStatus.IDLE);
    watermark(4);
    assertThat(output()).isEmpty();
    stage.processWatermarkStatus1(WatermarkStatus.ACTIVE);
    stage.endInput1();
    stage.processWatermarkStatus2(WatermarkStatus.IDLE);
    assertThat(output()).containsExactly("11", "wm 4", "IDLE");
  }

  @Test
  void aStreamThatEndsBeforeTheHistoryIsHeldToItsEnd() throws Exception {
    stream(11, "ann", 9);
    stage.processWatermark2(new Watermark(Long.MAX_VALUE));
    stage.endInput2();
    history(1, "ann", 1);
    assertThat(output()).containsExactly("1");
    stage.endInput1();
    assertThat(output()).containsExactly("1", "11", "wm end");
  }

  @Test
  void goesOnHoldingAfterARestart() throws Exception {
    history(1, "ann", 1);
    stream(11, "bob", 9);
    stream(12, "ann", 3);
    restart();
    stream(13, "bob", 1);
    history(2, "ann", 2);
    watermark(1);
    assertThat(output()).containsExactly("2");
    stage.endInput1();
    assertThat(output()).containsExactly("2", "11", "12", "13", "wm 1");
  }

  @Test
  void holdsNothingAfterARestartWhenHistoryHadEnded() throws Exception {
    stage.endInput1();
    watermark(1);
    restart();
    stream(11, "ann", 3);
    watermark(2);
    assertThat(output()).containsExactly("11", "wm 2");
    stage.endInput1();
    assertThat(output()).containsExactly("11", "wm 2", "wm 2");
  }

  /** History would count twice in state that is there already. */
  @Test
  void aJobThatHasStateAlreadyTakesNoHistory() throws Exception {
    OperatorSubtaskState withoutThisStage = OperatorSubtaskState.builder().build();
    stage.close();
    stage = stage(withoutThisStage);
    history(1, "ann", 1);
    stream(11, "ann", 3);
    watermark(2);
    assertThat(output()).containsExactly("11", "wm 2");
  }

  /** Each subtask restores what all of them knew, so that one more subtask holds as well. */
  @Test
  void goesOnHoldingAtAnotherParallelism() throws Exception {
    for (int i = 0; i < 20; i++) {
      stream(i, "buyer-" + i, 3);
    }
    OperatorSubtaskState one = stage.snapshot(1, 1);
    List<String> released = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState half =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(one, 128, 1, 2, subtask);
      try (KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Event> part =
          harness(2, subtask)) {
        part.initializeState(half);
        part.open();
        part.processWatermark2(new Watermark(START));
        assertThat(part.getOutput()).isEmpty();
        part.endInput1();
        part.extractOutputValues().forEach(event -> released.add(event.id()));
      }
    }
    assertThat(released).hasSize(20).doesNotHaveDuplicates();
  }

  private void history(long id, String buyer, long time) throws Exception {
    Event event = purchases.event(id, START + time, buyer);
    event.setHistory(true);
    stage.processElement1(event, START + time);
  }

  private void stream(long id, String buyer, long time) throws Exception {
    stage.processElement2(purchases.event(id, START + time, buyer), START + time);
  }

  private void watermark(long time) throws Exception {
    stage.processWatermark2(new Watermark(START + time));
  }

  private void restart() throws Exception {
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
  }

  /** Identities, watermarks and idleness as they left. */
  private List<String> output() {
    List<String> texts = new ArrayList<>();
    for (Object element : stage.getOutput()) {
      if (element instanceof StreamRecord<?> record) {
        Event event = (Event) record.getValue();
        assertThat(record.getTimestamp()).isEqualTo(event.timeMillis());
        texts.add(event.id());
      } else if (element instanceof Watermark mark) {
        boolean end = mark.getTimestamp() == Long.MAX_VALUE;
        texts.add("wm " + (end ? "end" : mark.getTimestamp() - START));
      } else {
        texts.add(((WatermarkStatus) element).isIdle() ? "IDLE" : "ACTIVE");
      }
    }
    return texts;
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Event> stage(
      OperatorSubtaskState restored) throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Event> harness = harness(1, 0);
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
    return harness;
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Event> harness(
      int parallelism, int subtask) throws Exception {
    return StageHarness.keyed(
        purchases.type(),
        purchases.key(),
        (history, events) -> HoldUntilBootstrapped.attach(history, events, purchases.type()),
        parallelism,
        subtask);
  }
}
