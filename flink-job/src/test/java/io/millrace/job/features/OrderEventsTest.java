package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.job.testing.StageHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderEventsTest {
  private static final String RESOURCES = "src/test/resources/io/millrace/job/features";
  private static final long START = 1_700_000_000_000L;

  private final Purchases purchases = Purchases.of("\"long\"", "");
  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage;

  @BeforeEach
  void open() throws Exception {
    stage = stage(null);
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void releasesEventsByTimeThenIdentityWhenTheWatermarkReachesThem() throws Exception {
    send(10, 3);
    send(2, 3);
    send(5, 1);
    send(7, 4);
    assertThat(released()).isEmpty();
    stage.processWatermark(START + 3);
    assertThat(released()).containsExactly("5@1", "2@3", "10@3");
    stage.processWatermark(START + 4);
    assertThat(released()).containsExactly("5@1", "2@3", "10@3", "7@4");
    assertThat(stage.numKeyedStateEntries()).isZero();
  }

  @Test
  void givesReleasedEventsTheTimestampOfTheirTime() throws Exception {
    send(1, 3);
    stage.processWatermark(START + 5);
    assertThat(stage.extractOutputStreamRecords())
        .singleElement()
        .satisfies(record -> assertThat(record.getTimestamp()).isEqualTo(START + 3));
  }

  @Test
  void letsAnEventBehindTheWatermarkGoAtOnce() throws Exception {
    stage.processWatermark(START + 10);
    send(1, 10);
    send(2, 3);
    send(3, 11);
    assertThat(released()).containsExactly("1@10", "2@3");
  }

  @Test
  void keepsOnReleasingInOrderAfterARestart() throws Exception {
    send(4, 2);
    send(1, 3);
    send(3, 2);
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
    send(2, 2);
    stage.processWatermark(START + 3);
    assertThat(released()).containsExactly("2@2", "3@2", "4@2", "1@3");
  }

  @Test
  void releasesEverythingAtTheEndOfTheInput() throws Exception {
    for (int i = 0; i < 20; i++) {
      send(i, i);
    }
    stage.processWatermark(Long.MAX_VALUE);
    assertThat(released()).hasSize(20).startsWith("0@0").endsWith("19@19");
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  @Test
  void anEventWaitsWithItsComputedColumnsAndFlags() throws Exception {
    Purchases derived =
        Purchases.of("\"long\"", "features: [{derive: {double_amount: amount * 2}}]\n");
    int column = derived.layout().position("double_amount");
    try (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> first =
        stage(derived, null)) {
      Event event = derived.event(1, START, "ann");
      event.setDouble(column, 2.0);
      event.setLate(true);
      event.setBrokenRules(5);
      first.processElement(event, START);
      OperatorSubtaskState state = first.snapshot(1, 1);
      try (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> second =
          stage(derived, state)) {
        second.processWatermark(START);
        assertThat(second.extractOutputValues())
            .singleElement()
            .usingRecursiveComparison()
            .isEqualTo(event);
      }
    }
  }

  @Test
  void letsHistoryPassAtOnce() throws Exception {
    Event event = purchases.event(1, START, "ann");
    event.setHistory(true);
    stage.processElement(event, START);
    assertThat(released()).containsExactly("1@0");
  }

  /**
   * Savepoints hold these bytes. Version 1 held each event under its own key; version 2 lists those
   * of a key group. When the format changes, the old files stay. The system property {@code
   * millrace.frozen.write=true} writes those that are missing, and no other.
   */
  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void goesOnFromTheStateOfAnyVersion(String version) throws Exception {
    Path frozen = Path.of(RESOURCES, "order-events." + version + ".bin");
    if (Boolean.getBoolean("millrace.frozen.write") && Files.notExists(frozen)) {
      send(4, 2);
      stage.processElement(purchases.event(1, START + 3, "bob"), START + 3);
      send(3, 2);
      OperatorSnapshotUtil.writeStateHandle(stage.snapshot(1, 1), frozen.toString());
    }
    stage.close();
    stage = stage(OperatorSnapshotUtil.readStateHandle(frozen.toString()));
    send(2, 2);
    stage.processWatermark(START + 3);
    assertThat(released()).containsExactly("2@2", "3@2", "4@2", "1@3");
    stage.snapshot(2, 2);
    assertThat(stage.numKeyedStateEntries()).isZero();
    assertThat(stage.numEventTimeTimers()).isZero();
  }

  @Test
  void releasesWhatTheLastCheckpointHoldsFromTheHeap() throws Exception {
    send(2, 2);
    stage.snapshot(1, 1);
    send(1, 2);
    stage.processWatermark(START + 2);
    assertThat(released()).containsExactly("1@2", "2@2");
    stage.snapshot(2, 2);
    assertThat(stage.numKeyedStateEntries()).isZero();
  }

  /** A backend on the heap reads them before it knows that the definition has changed. */
  @Test
  void anEventThatWaitedIsOneOfTheDefinitionThatItIsReleasedUnder() throws Exception {
    Purchases former = Purchases.of("\"long\"", "features: [{derive: {gone: amount * 2}}]\n");
    Purchases changed =
        Purchases.of("\"long\"", "features: [{derive: {one: amount + 1, two: amount + 2}}]\n");
    try (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> first = stage(former, null)) {
      first.processElement(former.event(2, START + 2, "ann"), START + 2);
      first.processElement(former.event(1, START + 1, "bob"), START + 1);
      OperatorSubtaskState state = first.snapshot(1, 1);
      try (KeyedOneInputStreamOperatorTestHarness<String, Event, Event> second =
          stage(changed, state)) {
        second.processElement(changed.event(3, START + 1, "ann"), START + 1);
        second.snapshot(2, 2);
        second.processWatermark(START + 2);
        List<Event> released = second.extractOutputValues();
        assertThat(released).extracting(Event::id).containsExactly("1", "3", "2");
        Event waited = released.get(2);
        assertThat(waited.size()).isEqualTo(changed.layout().size());
        assertThat(waited.getDouble(changed.layout().position("two"))).isEqualTo(3);
        assertThat(waited.getString(changed.layout().position(Purchases.BUYER))).isEqualTo("ann");
      }
    }
  }

  private void send(long id, long time) throws Exception {
    stage.processElement(purchases.event(id, START + time, "ann"), START + time);
  }

  private List<String> released() {
    return stage.extractOutputValues().stream()
        .map(event -> event.id() + '@' + (event.timeMillis() - START))
        .toList();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState restored) throws Exception {
    return stage(purchases, restored);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      Purchases purchases, OperatorSubtaskState restored) throws Exception {
    return StageHarness.keyed(
        purchases.type(),
        purchases.key(),
        events -> OrderEvents.attach(events, purchases.type(), Purchases.BUYER),
        restored);
  }
}
