package io.millrace.job.features.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.features.state.MemoryBlocks;
import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.Aggregates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Windows that run along with the events of a key, against those of a key that is one leaf, which
 * are added up anew for each event.
 */
class RunningWindowsTest {
  private static final int SEEDS = 10;
  private static final int EVENTS = 500;
  private static final long[] LENGTHS = {5, 60, 400, 2000};

  private final double[] value = new double[1];

  @ParameterizedTest
  @CsvSource({
    "0, 2, 2, 2",
    "0, 8, 3, 2",
    "0, 40, 4, 3",
    "0, 64, 16, 4",
    "0, 64, 40, 4",
    "7, 2, 2, 2",
    "7, 8, 3, 2",
    "150, 40, 4, 3",
    "1500, 64, 16, 4"
  })
  void equalWindowsThatAreAddedUpAnew(long delay, int rootRows, int leafRows, int fanout)
      throws IOException {
    for (int seed = 0; seed < 2 * SEEDS; seed++) {
      boolean numbers = seed >= SEEDS;
      Random random = new Random(seed);
      int lateOneIn = 3 + random.nextInt(200);
      int step = 1 + random.nextInt(6);
      Key running = new Key(rootRows, leafRows, fanout, numbers);
      Key anew = new Key(1 << 20, 1 << 20, 2, numbers);
      long now = 10_000;
      for (int i = 0; i < EVENTS; i++) {
        now += random.nextInt(80) == 0 ? random.nextInt(3000) : random.nextInt(step);
        boolean late = random.nextInt(lateOneIn) == 0;
        long time = late ? now - random.nextInt(300) : now;
        value[0] = random.nextInt(9) == 0 ? Double.NaN : Math.rint(1e4 * random.nextDouble()) / 100;
        Event event = event(i, time);
        long forgotten = now - delay - 2500 - random.nextInt(500);
        boolean asked = random.nextInt(25) > 0;
        String where = "seed " + seed + " event " + i;
        Accumulator[][] actual = running.add(event, forgotten, delay, asked);
        Accumulator[][] expected = anew.add(event, forgotten, delay, asked);
        if (asked) {
          assertEqual(actual, expected, time, where);
        }
        if (random.nextInt(150) == 0) {
          running.tree.trim();
        }
      }
    }
  }

  /**
   * The longer windows are sought while all rows of many leaves are in them: they begin in none.
   */
  @ParameterizedTest
  @CsvSource({"0, 64, 16, 8", "0, 8, 4, 4", "7, 64, 16, 8"})
  void ofAYoungKeyWithManyLeavesEqualWindowsThatAreAddedUpAnew(
      long delay, int rootRows, int leafRows, int fanout) throws IOException {
    for (boolean numbers : new boolean[] {false, true}) {
      Key running = new Key(rootRows, leafRows, fanout, numbers);
      Key anew = new Key(1 << 20, 1 << 20, 2, numbers);
      for (int i = 0; i < 1_500; i++) {
        value[0] = i % 97;
        long time = i < 120 ? i / 30 : 3L * (i - 118);
        Event event = event(i, time);
        Accumulator[][] actual = running.add(event, time - 2_500, delay, true);
        Accumulator[][] expected = anew.add(event, time - 2_500, delay, true);
        assertEqual(actual, expected, time, "numbers " + numbers + " event " + i);
        if (i == 100) {
          running.tree.trim();
        }
      }
    }
  }

  @Test
  void aWindowTouchesAnotherLeafOnlyWhenItsStartReachesIt() throws IOException {
    Key key = new Key(64, 16, 8, false);
    for (int i = 0; i < 4_000; i++) {
      value[0] = i;
      key.add(event(i, i), Long.MIN_VALUE, 0, true);
    }
    key.tree.write();
    key.tree.trim();
    key.tree.trim();
    key.blocks.takeReads();
    int events = 640;
    for (int i = 4_000; i < 4_000 + events; i++) {
      key.add(event(i, i), Long.MIN_VALUE, 0, true);
    }
    int leaves = LENGTHS.length * events / 16;
    assertThat(key.blocks.takeReads()).isLessThan(2 * leaves);
  }

  @Test
  void countsItsHeapAndGivesItBack() throws IOException {
    Key key = new Key(16, 16, 8, false);
    for (int i = 0; i < 200; i++) {
      value[0] = i % 90;
      key.add(event(i, i), Long.MIN_VALUE, 0, true);
    }
    long running = key.tree.heapBytes();
    key.tree.trim();
    assertThat(running - key.tree.heapBytes())
        .as("four windows with a set of 90 numbers and 90 values, and numbers")
        .isBetween(4_000L, 60_000L);
  }

  private static void assertEqual(
      Accumulator[][] actual, Accumulator[][] expected, long time, String where) {
    for (int window = 0; window < LENGTHS.length; window++) {
      for (int i = 0; i < actual[window].length; i++) {
        Accumulator one = actual[window][i];
        Accumulator other = expected[window][i];
        String which = where + " window " + window + " series " + i;
        assertThat(one.isEmpty()).as(which).isEqualTo(other.isEmpty());
        if (!other.isEmpty()) {
          double result = other.finish(time, LENGTHS[window]);
          assertThat(one.finish(time, LENGTHS[window]))
              .as(which)
              .isCloseTo(result, within(1e-11 * Math.max(1, Math.abs(result))));
        }
      }
    }
  }

  private static Event event(long number, long time) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), 0);
    event.setId(number);
    event.setTimeMillis(time);
    return event;
  }

  /** A key whose windows are asked with each event. */
  private final class Key {
    private final MemoryBlocks blocks = new MemoryBlocks();
    private final Contributions tree;
    private final WindowQuery query;
    private final Contribution row;

    /**
     * A key without events.
     *
     * @param numbers of the aggregates only those that fit into numbers; else all
     */
    Key(int rootRows, int leafRows, int fanout, boolean numbers) throws IOException {
      List<Series> series = new ArrayList<>();
      for (String name : Aggregates.names()) {
        Map<String, Double> arguments =
            name.equals("quantile")
                ? Map.of("rank", 0.4)
                : name.equals("decayedMean") ? Map.of("halfLife", 100.0) : Map.of();
        series.add(new Series(Aggregates.byName(name).create(arguments), 0));
      }
      series.add(new Series(Aggregates.byName("count").create(Map.of()), -1));
      series.add(new Series(Aggregates.byName("timeSinceLast").create(Map.of()), -1));
      series.removeIf(one -> numbers && one.prepare().slots() < 0);
      TreeLayout layout = new TreeLayout(1, series, rootRows, leafRows, fanout);
      tree = Contributions.loader(layout, blocks).load();
      query = new WindowQuery(layout, LENGTHS);
      List<ToDoubleFunction<Event>> inputs = List.of(any -> value[0]);
      row = new Contribution(inputs);
    }

    /** Adds an event and, if asked, answers its windows. */
    Accumulator[][] add(Event event, long forgotten, long delay, boolean asked) throws IOException {
      tree.forgetUpTo(forgotten);
      row.set(event);
      tree.insert(row);
      Accumulator[][] windows = new Accumulator[LENGTHS.length][];
      if (asked) {
        tree.answer(query, event.timeMillis() - delay, delay == 0 ? row : null);
        for (int i = 0; i < windows.length; i++) {
          windows[i] = query.segment(i);
        }
      }
      return windows;
    }
  }
}
