package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.job.testing.StageHarness;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderUntilBootstrappedTest {
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
  void ordersByTimeAndIdentityUntilTheFirstWatermarkAndThenLetsPass() throws Exception {
    send(10, 3, false);
    send(11, 9, false);
    send(2, 3, false);
    send(1, 5, true);
    assertThat(output()).as("history alone").containsExactly("1@5");
    stage.processWatermark(START + 4);
    assertThat(output()).containsExactly("1@5", "2@3", "10@3", "11@9");
    send(13, 8, false);
    send(12, 7, false);
    assertThat(output()).endsWith("11@9", "13@8", "12@7");
    assertThat(stage.numEventTimeTimers()).isZero();
    assertThat(stage.numKeyedStateEntries()).isZero();
  }

  @Test
  void ordersEventsOfTheYear1900() throws Exception {
    stage.processElement(purchases.event(2, -2_000_000_000_000L, "ann"), 0);
    stage.processElement(purchases.event(1, -2_100_000_000_000L, "bob"), 0);
    stage.processWatermark(-2_100_000_000_000L);
    assertThat(stage.extractOutputValues()).extracting(Event::id).containsExactly("1", "2");
  }

  @Test
  void goesOnAfterARestart() throws Exception {
    send(2, 3, false);
    restart();
    send(1, 2, false);
    assertThat(output()).isEmpty();
    stage.processWatermark(START);
    assertThat(output()).containsExactly("1@2", "2@3");
    restart();
    send(3, 1, false);
    assertThat(output()).as("no longer bootstrapped").containsExactly("3@1");
  }

  private void restart() throws Exception {
    OperatorSubtaskState state = stage.snapshot(1, 1);
    stage.close();
    stage = stage(state);
  }

  private void send(long id, long time, boolean history) throws Exception {
    Event event = purchases.event(id, START + time, "ann");
    event.setHistory(history);
    stage.processElement(event, START + time);
  }

  private List<String> output() {
    return stage.extractOutputValues().stream()
        .map(event -> event.id() + '@' + (event.timeMillis() - START))
        .toList();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, Event, Event> stage(
      OperatorSubtaskState restored) throws Exception {
    return StageHarness.keyed(
        purchases.type(),
        purchases.key(),
        events -> OrderUntilBootstrapped.attach(events, purchases.type(), Purchases.BUYER),
        restored);
  }
}
