package io.millrace.job.features.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.features.state.MemoryBlocks;
import io.millrace.udf.aggregate.Aggregates;
import io.millrace.udf.aggregate.WindowAggregate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContributionsTest {
  /** Savepoints hold blocks of this form: whatever changes, these bytes must still be read. */
  private static final String NUMBERS_V2 =
      "0200" // version, numbers
          + "0000000000000bb8" // highest time
          + "00000000000003e6" // incomplete up to
          + "00000000000003e7" // next sweep
          + "0003" // height, rows
          + "00000000000003e8e807e807" // times: the first, then differences
          + "021704" // identities, as differences
          + "3ff000000000000040000000000000007ff8000000000000" // first input
          + "4024000000000000c0340000000000003ff8000000000000"; // second input

  private static final String TEXTS_V2 =
      "0201"
          + "0000000000000bb8"
          + "8000000000000000"
          + "0000000000000000"
          + "0002"
          + "00000000000007d0e807"
          + "0102" // lengths of the identities
          + "61c3a4" // a, ä
          + "3ff00000000000004000000000000000";

  private static final String TREE_V2 =
      "0200"
          + "0000000000000fa0"
          + "8000000000000000"
          + "0000000000000000"
          + "0102" // height, children
          + "00000000000003e8d00f" // what they begin with: times
          + "0204" // and identities
          + "00000000" // number of the first
          + "0000000000000002" // its count
          + "400800000000000000000000000000000000000000000002" // its sum
          + "00000001"
          + "0000000000000002"
          + "401c00000000000000000000000000000000000000000002"
          + "00000002" // number of the next node
          + "0000000000000bb8"; // end of the first leaf

  private static final List<String> LEAVES_V2 =
      List.of(
          "0002" + "00000000000003e8e807" + "0202" + "3ff00000000000004000000000000000",
          "0002" + "0000000000000bb8e807" + "0602" + "40080000000000004010000000000000");

  private static final WindowAggregate COUNT = Aggregates.byName("count").create(Map.of());
  private static final WindowAggregate SUM = Aggregates.byName("sum").create(Map.of());

  private final MemoryBlocks blocks = new MemoryBlocks();

  @Test
  void writesNumericIdentitiesInTheFormOfVersion2() throws IOException {
    Contributions contributions = loader(layout(2, 128, 32)).load();
    contributions.insert(row(event(-9, 3000), Double.NaN, 1.5));
    contributions.forgetUpTo(998);
    contributions.insert(row(event(-11, 2000), 2, -20));
    contributions.insert(row(event(1, 1000), 1, 10));
    contributions.setSweepAt(999);
    contributions.write();
    assertThat(HexFormat.of().formatHex(blocks.head())).isEqualTo(NUMBERS_V2);
    assertThat(blocks.blocks()).isEmpty();
  }

  @Test
  void writesTextIdentitiesInTheFormOfVersion2() throws IOException {
    Contributions contributions = loader(layout(1, 128, 32)).load();
    contributions.insert(row(event("ä", 3000), 2));
    contributions.insert(row(event("a", 2000), 1));
    contributions.write();
    assertThat(HexFormat.of().formatHex(blocks.head())).isEqualTo(TEXTS_V2);
  }

  @Test
  void writesATreeInTheFormOfVersion2() throws IOException {
    Contributions contributions = loader(layout(1, 2, 2)).load();
    for (int i = 1; i <= 4; i++) {
      contributions.insert(row(event(i, 1000 * i), i));
    }
    contributions.write();
    assertThat(HexFormat.of().formatHex(blocks.head())).isEqualTo(TREE_V2);
    List<String> leaves = new ArrayList<>();
    blocks.blocks().values().forEach(block -> leaves.add(HexFormat.of().formatHex(block)));
    assertThat(leaves).isEqualTo(LEAVES_V2);
  }

  @Test
  void readsTheFormOfVersion2() throws IOException {
    blocks.putHead(HexFormat.of().parseHex(NUMBERS_V2));
    Contributions numbers = loader(layout(2, 128, 32)).load();
    assertThat(numbers.highestTime()).isEqualTo(3000);
    assertThat(numbers.incompleteUpTo()).isEqualTo(998);
    assertThat(numbers.sweepAt()).isEqualTo(999);
    assertThat(counts(numbers, layout(2, 128, 32), 3000, 1000, 2001)).containsExactly(1L, 3L);
    assertThat(sum(numbers, layout(2, 128, 32), 3000, 3000)).isEqualTo(3);

    blocks.putHead(HexFormat.of().parseHex(TEXTS_V2));
    Contributions texts = loader(layout(1, 128, 32)).load();
    assertThat(counts(texts, layout(1, 128, 32), 3000, 1000, 1001)).containsExactly(1L, 2L);
    assertThat(sum(texts, layout(1, 128, 32), 2999, 1000)).isEqualTo(1);

    blocks.putHead(HexFormat.of().parseHex(TREE_V2));
    for (int i = 0; i < 2; i++) {
      blocks.putBlock(i, HexFormat.of().parseHex(LEAVES_V2.get(i)));
    }
    Contributions tree = loader(layout(1, 2, 2)).load();
    assertThat(counts(tree, layout(1, 2, 2), 4000, 2000, 2500, 5000)).containsExactly(2L, 3L, 4L);
    assertThat(sum(tree, layout(1, 2, 2), 4000, 5000)).isEqualTo(10);
    tree.insert(row(event(5, 5000), 5));
    tree.forgetUpTo(3000);
    tree.write();
    assertThat(blocks.blocks())
        .as("the first leaf is gone")
        .doesNotContainKey(0)
        .containsKeys(1, 2);
  }

  @Test
  void refusesStateOfAnotherVersion() {
    byte[] head = HexFormat.of().parseHex(NUMBERS_V2);
    head[0] = 1;
    blocks.putHead(head);
    assertThatIllegalStateException()
        .isThrownBy(() -> loader(layout(2, 128, 32)).load())
        .withMessage(
            "feature state of version 1; this job reads versions 2 and 3: start it without that"
                + " state, and let it bootstrap from the lake");
  }

  @Test
  void saysWhichNodeIsMissing() throws IOException {
    blocks.putHead(HexFormat.of().parseHex(TREE_V2));
    Contributions tree = loader(layout(1, 2, 2)).load();
    assertThatIllegalStateException()
        .isThrownBy(() -> tree.insert(row(event(5, 5000), 5)))
        .withMessage("feature state lacks node 1; restore from another snapshot");
  }

  /** Whatever is inserted, forgotten, written, loaded and trimmed: the same rows as in a list. */
  @ParameterizedTest
  @CsvSource({"2, 2", "3, 3", "8, 8", "12, 3", "40, 2", "2, 9"})
  void holdsWhatAPlainListHolds(int rootRows, int size) throws IOException {
    TreeLayout layout = layout(1, rootRows, size, size);
    for (int seed = 0; seed < 60; seed++) {
      String where = "seed " + seed;
      Random random = new Random(seed);
      KeyCache.Loader<Contributions> loader = loader(layout);
      Contributions tree = loader.load();
      List<Long> naive = new ArrayList<>();
      boolean inOrder = random.nextBoolean();
      long now = 1000;
      for (int i = 0; i < 400; i++) {
        now += random.nextInt(3);
        long time = inOrder ? now : now - random.nextInt(100);
        if (time > tree.incompleteUpTo()) {
          tree.insert(row(event(random.nextInt(50), time), time));
          naive.add(time);
        }
        int what = random.nextInt(30);
        if (what < 2) {
          tree.write();
          tree = loader.load();
        } else if (what < 5) {
          tree.trim();
        } else if (what < 8) {
          long upTo = now - random.nextInt(150);
          tree.forgetUpTo(upTo);
          long forgotten = tree.incompleteUpTo();
          naive.removeIf(other -> other <= forgotten);
        } else if (what == 8 && random.nextInt(20) == 0) {
          tree.clear();
          naive.clear();
          tree.write();
          assertThat(blocks.bytes()).as(where).isZero();
        }
        if (tree.isEmpty()) {
          continue;
        }
        long last = now + 10;
        long oldest = Math.max(tree.incompleteUpTo(), 0);
        long middle = oldest + (last - oldest) / 2;
        assertThat(counts(tree, layout, last, last - middle, last - oldest))
            .as(where + " step " + i)
            .containsExactly(
                naive.stream().filter(other -> other > middle).count(), (long) naive.size());
        assertThat(sum(tree, layout, last, last - oldest))
            .as(where + " step " + i)
            .isEqualTo(naive.stream().mapToDouble(Long::doubleValue).sum());
      }
      tree.clear();
      tree.write();
      assertThat(blocks.bytes()).as(where).isZero();
    }
  }

  @Test
  void aKeyOfOneLeafIsOneValueAndOneOfManyHasOneForEachNode() throws IOException {
    Contributions tree = loader(layout(1, 128, 32)).load();
    for (int i = 0; i < 128; i++) {
      tree.insert(row(event(i, i), i));
    }
    tree.write();
    assertThat(blocks.blocks()).isEmpty();
    for (int i = 128; i < 128 * 32 * 2; i++) {
      tree.insert(row(event(i, i), i));
    }
    tree.write();
    assertThat(blocks.blocks())
        .as("full leaves, and two nodes between them and the root")
        .hasSize(32 * 2 + 2);
  }

  @Test
  void goesOnWithLargerLeavesThanItMakesItself() throws IOException {
    Contributions tree = loader(layout(1, 128, 32)).load();
    for (int i = 0; i < 1000; i++) {
      tree.insert(row(event(i, 10 * i), i));
    }
    tree.write();
    TreeLayout smaller = layout(1, 256, 32, 32);
    Contributions loaded = loader(smaller).load();
    for (int i = 0; i < 1000; i++) {
      loaded.insert(row(event(i, 10 * i + 5), i));
    }
    assertThat(counts(loaded, smaller, 10_000, 5_000, 10_001)).containsExactly(999L, 2000L);
  }

  @Test
  void anEventWritesTheNodesOnItsPathOnly() throws IOException {
    TreeLayout layout = layout(1, 128, 32);
    KeyCache.Loader<Contributions> loader = loader(layout);
    Contributions tree = loader.load();
    for (int i = 0; i < 100_000; i++) {
      tree.insert(row(event(i, i), i));
    }
    tree.write();
    blocks.takeReads();
    blocks.takeWrites();
    int events = 200;
    for (int i = 0; i < events; i++) {
      tree = loader.load();
      tree.insert(row(event(0, 50_000 + i), 1));
      tree.write();
    }
    assertThat(blocks.takeReads()).as("head, node, leaf").isBetween(3 * events, 3 * events + 20);
    assertThat(blocks.takeWrites()).isBetween(3 * events, 3 * events + 20);
  }

  @Test
  void wholeLeavesAreForgottenWithoutReadingThem() throws IOException {
    KeyCache.Loader<Contributions> loader = loader(layout(1, 128, 32));
    Contributions tree = loader.load();
    for (int i = 0; i < 100_000; i++) {
      tree.insert(row(event(i, i), i));
    }
    tree.write();
    tree = loader.load();
    blocks.takeReads();
    tree.forgetUpTo(90_000);
    tree.write();
    assertThat(blocks.takeReads()).as("inner nodes").isLessThan(100_000 / 128 / 32 + 3);
    assertThat(blocks.blocks()).hasSizeBetween(10_000 / 128, 10_000 / 128 + 6);
  }

  @Test
  void aKeyThatCoolsDownIsOneValueAgain() throws IOException {
    Contributions tree = loader(layout(1, 4, 3)).load();
    for (int i = 0; i < 1000; i++) {
      tree.insert(row(event(i, i), i));
    }
    tree.write();
    for (int i = 0; i < 20; i++) {
      long time = 1000 + 100 * i;
      tree.forgetUpTo(time - 200);
      tree.insert(row(event(i, time), i));
      tree.write();
    }
    assertThat(blocks.blocks()).isEmpty();
    assertThat(blocks.head().length).as("rows that matter, and no others").isLessThan(80);
  }

  @Test
  void trimmingLeavesTheRootAndWhatIsUsed() throws IOException {
    TreeLayout layout = layout(1, 128, 32);
    Contributions tree = loader(layout).load();
    int rows = 100_000;
    for (int i = 0; i < rows; i++) {
      tree.insert(row(event(i, i), i));
    }
    long whole = tree.heapBytes();
    assertThat(whole).isGreaterThan(rows * 24L).isLessThan(rows * 28L);
    tree.trim();
    tree.trim();
    assertThat(tree.heapBytes()).as("the root").isLessThan(8_000);
    assertThat(counts(tree, layout, rows, 60_000, rows + 1)).containsExactly(59_999L, 100_000L);
    long edges = tree.heapBytes();
    assertThat(edges).isLessThan(whole / 50);
    tree.trim();
    assertThat(tree.heapBytes()).as("all of it was used since the last time").isEqualTo(edges);
  }

  @Test
  void countsItsHeapTheSameHoweverItCameToBe() throws IOException {
    KeyCache.Loader<Contributions> loader = loader(layout(2, 4, 3));
    Contributions tree = loader.load();
    long empty = tree.heapBytes();
    Random random = new Random(3);
    for (int i = 0; i < 500; i++) {
      tree.insert(row(event(i, 1000 + random.nextInt(2 * i + 1)), i, i));
    }
    tree.write();
    Contributions loaded = loader.load();
    assertThat(loaded.heapBytes()).isLessThan(tree.heapBytes() / 10);
    counts(loaded, layout(2, 4, 3), 3000, 3000);
    tree.trim();
    tree.trim();
    counts(tree, layout(2, 4, 3), 3000, 3000);
    assertThat(tree.heapBytes())
        .as("the same nodes, and the root with room for more children")
        .isBetween(loaded.heapBytes(), loaded.heapBytes() + 100);
    tree.clear();
    assertThat(tree.heapBytes()).isEqualTo(empty);
  }

  private static TreeLayout layout(int inputs, int leafRows, int fanout) {
    return layout(inputs, leafRows, leafRows, fanout);
  }

  private static TreeLayout layout(int inputs, int rootRows, int leafRows, int fanout) {
    return new TreeLayout(
        inputs, List.of(new Series(COUNT, -1), new Series(SUM, 0)), rootRows, leafRows, fanout);
  }

  private KeyCache.Loader<Contributions> loader(TreeLayout layout) {
    return Contributions.loader(layout, blocks);
  }

  private static List<Long> counts(Contributions tree, TreeLayout layout, long end, long... lengths)
      throws IOException {
    WindowQuery query = new WindowQuery(layout, lengths);
    tree.answer(query, end, null);
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      counts.add((long) query.result(i, 0).finish(end, lengths[i]));
    }
    return counts;
  }

  private static double sum(Contributions tree, TreeLayout layout, long end, long length)
      throws IOException {
    WindowQuery query = new WindowQuery(layout, length);
    tree.answer(query, end, null);
    return query.result(0, 1).finish(end, length);
  }

  private static Contribution row(Event event, double... values) {
    List<ToDoubleFunction<Event>> inputs = new ArrayList<>();
    for (double value : values) {
      inputs.add(any -> value);
    }
    Contribution row = new Contribution(inputs);
    row.set(event);
    return row;
  }

  private static Event event(long number, long time) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), 0);
    event.setId(number);
    event.setTimeMillis(time);
    return event;
  }

  private static Event event(String text, long time) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), 0);
    event.setId(text);
    event.setTimeMillis(time);
    return event;
  }
}
