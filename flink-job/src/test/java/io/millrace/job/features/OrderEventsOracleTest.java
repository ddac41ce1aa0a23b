package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What leaves at each watermark against its definition: with as much heap as fits all events, a
 * few, or none, and restarts with more or fewer subtasks.
 */
class OrderEventsOracleTest {
  private static final int SEEDS = 60;
  private static final int EVENTS = 150;
  private static final long START = 1_700_000_000_000L;
  private static final long[] HEAP_BYTES = {0, 2_000, 10_000, 1 << 20};

  private final Purchases purchases = Purchases.of("\"long\"", "");

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyKeysEventsLeaveByTimeAndIdentityWhenTheWatermarkReachesThem(int seed) throws Exception {
    Random random = new Random(seed);
    long heapBytes = HEAP_BYTES[random.nextInt(HEAP_BYTES.length)];
    boolean rocksDb = seed % 6 == 0;
    List<Event> waiting = new ArrayList<>();
    try (RescalableStage stage =
        new RescalableStage(
            purchases,
            () -> new OrderEvents(purchases.type(), purchases.key(), heapBytes),
            () ->
                rocksDb
                    ? new EmbeddedRocksDBStateBackend()
                    : (StateBackend) new HashMapStateBackend())) {
      for (int i = 0; i < EVENTS; i++) {
        String where = "seed " + seed + " event " + i;
        Event event =
            purchases.event(i * 7919 % 1000, START + i + random.nextInt(20), buyer(random));
        boolean late = event.timeMillis() <= stage.watermark();
        assertThat(stage.process(event)).as(where + " passes").isEqualTo(late);
        if (!late) {
          waiting.add(event);
        }
        if (random.nextInt(10) == 0) {
          stage.advanceTo(Math.max(stage.watermark(), START + i - random.nextInt(10)));
          assertReleased(waiting, stage, where);
        }
        if (random.nextInt(25) == 0) {
          stage.restart(1 + random.nextInt(3));
          assertThat(stage.output()).as(where + " restart").isEmpty();
        }
      }
      stage.advanceTo(Long.MAX_VALUE);
      assertReleased(waiting, stage, "seed " + seed + " end");
      assertThat(waiting).isEmpty();
    }
  }

  private static void assertReleased(List<Event> waiting, RescalableStage stage, String where) {
    List<Event> due =
        waiting.stream()
            .filter(event -> event.timeMillis() <= stage.watermark())
            .sorted(Comparator.comparingLong(Event::timeMillis).thenComparing(Event::idNumber))
            .collect(Collectors.toList());
    waiting.removeAll(due);
    List<Event> released = stage.output();
    assertThat(released).as(where).hasSameSizeAs(due);
    for (String buyer : BUYERS) {
      assertThat(idsOf(released, buyer)).as(where + " " + buyer).isEqualTo(idsOf(due, buyer));
    }
  }

  private static final String[] BUYERS = {"ann", "bob", "cy", "dee", "eve"};

  private static String buyer(Random random) {
    return BUYERS[random.nextInt(BUYERS.length)];
  }

  private static List<String> idsOf(List<Event> events, String buyer) {
    return events.stream()
        .filter(event -> buyer.equals(event.getString(2)))
        .map(Event::id)
        .collect(Collectors.toList());
  }
}
