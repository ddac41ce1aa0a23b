package io.millrace.job.features.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedHeadsTest {
  private static final int SEGMENT_BYTES = 4 << 10;
  private static final int KEY_GROUPS = 128;

  private final FakeState state = new FakeState();

  /** Some keys with few bytes and some with many, in Latin-1 and beyond, and half a surrogate. */
  private static String key(int number) {
    String[] kinds = {"k", "\u00e9-", "\u4e2d", "\ud800", "long".repeat(20)};
    return kinds[number % kinds.length] + number;
  }

  private PackedHeads heads(int segments, boolean restored) {
    return PackedHeads.of(state, state, segments, SEGMENT_BYTES, KEY_GROUPS, restored);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void everyKeyFindsWhatItLeft(int seed) throws IOException {
    Random random = new Random(seed);
    int keys = new int[] {3, 40, 200, 2000}[seed % 4];
    PackedHeads heads = heads(2 + random.nextInt(4), seed >= 4);
    Map<String, byte[]> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String key = key(random.nextInt(keys));
      state.setCurrentKey(key);
      String where = "seed " + seed + " step " + i + " key " + key;
      assertThat(heads.head()).as(where).isEqualTo(model.get(key));
      int what = random.nextInt(10);
      if (what < 7) {
        byte[] head = new byte[random.nextInt(random.nextInt(20) == 0 ? 600 : 80)];
        random.nextBytes(head);
        heads.putHead(head);
        model.put(key, head);
      } else if (what < 9) {
        heads.removeHead();
        model.remove(key);
      } else if (random.nextInt(100) == 0) {
        heads.flush();
        assertThat(state.heads.keySet()).as(where).isEqualTo(model.keySet());
        heads = heads(2 + random.nextInt(4), true);
      }
      assertThat(state.getCurrentKey()).as(where).isEqualTo(key);
    }
    heads.flush();
    assertThat(state.heads).hasSize(model.size());
    model.forEach((key, head) -> assertThat(state.heads.get(key)).as(key).isEqualTo(head));
  }

  @Test
  void aKeyThatFitsIsNeitherReadNorWrittenUntilItIsFlushed() throws IOException {
    PackedHeads heads = heads(8, true);
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 100; i++) {
        state.setCurrentKey("key-" + i);
        assertThat(heads.head()).isEqualTo(round == 0 ? null : new byte[20 + (round - 1) % 40]);
        heads.putHead(new byte[20 + round % 40]);
      }
    }
    assertThat(state.reads).as("each for the first time").isEqualTo(100);
    assertThat(state.writes).isZero();
    heads.flush();
    assertThat(state.writes).isEqualTo(100);
    heads.flush();
    assertThat(state.writes).as("unchanged since").isEqualTo(100);
  }

  /** By key group, then by the length of the text, then by the text. */
  @Test
  void aFlushWritesInTheOrderOfRocksDbsKeys() throws IOException {
    PackedHeads heads = heads(80, true);
    for (int i = 0; i < 2000; i++) {
      state.setCurrentKey(key(i));
      heads.putHead(new byte[20]);
    }
    heads.flush();
    List<String> expected = new ArrayList<>(state.written);
    expected.sort(
        Comparator.<String>comparingInt(
                key -> KeyGroupRangeAssignment.assignToKeyGroup(key, KEY_GROUPS))
            .thenComparingInt(String::length)
            .thenComparing(Comparator.naturalOrder()));
    assertThat(state.written).hasSize(2000).isEqualTo(expected);
  }

  /** Of a job that began without state: a new key has none, and one that had to leave is found. */
  @Test
  void aKeyThatWasNeverWrittenIsNotAskedFor() throws IOException {
    PackedHeads heads = heads(2, false);
    for (int i = 0; i < 1000; i++) {
      state.setCurrentKey("key-" + i);
      assertThat(heads.head()).isNull();
      heads.putHead(new byte[40]);
    }
    // One in a million by the size of the filter.
    assertThat(state.reads).isLessThan(5);
    assertThat(state.writes).as("had to leave").isGreaterThan(800);
    int reads = state.reads;
    for (int i = 0; i < 10; i++) {
      state.setCurrentKey("key-" + i);
      assertThat(heads.head()).hasSize(40);
    }
    assertThat(state.reads - reads).isEqualTo(10);
  }

  @Test
  void aKeyThatWasNeverWrittenIsNotRemovedEither() throws IOException {
    PackedHeads heads = heads(2, false);
    state.setCurrentKey("a");
    heads.putHead(new byte[1]);
    heads.removeHead();
    heads.flush();
    assertThat(state.writes).isZero();
  }

  @Test
  void aKeyWithoutStateIsKnownToHaveNone() throws IOException {
    PackedHeads heads = heads(2, true);
    state.setCurrentKey("a");
    heads.putHead(new byte[] {1});
    heads.flush();
    heads.removeHead();
    assertThat(heads.head()).isNull();
    assertThat(state.reads).isZero();
    assertThat(state.heads).containsKey("a");
    heads.flush();
    assertThat(state.heads).isEmpty();
  }

  @Test
  void whatIsTooLargeOrHasNoRoomAtAllPassesThrough() throws IOException {
    PackedHeads heads = heads(2, true);
    state.setCurrentKey("a");
    heads.putHead(new byte[10]);
    heads.putHead(new byte[PackedMap.MOST_BYTES + 1]);
    assertThat(state.heads.get("a")).hasSize(PackedMap.MOST_BYTES + 1);
    assertThat(heads.head()).hasSize(PackedMap.MOST_BYTES + 1);
    heads.removeHead();
    assertThat(heads.head()).isNull();
    state.setCurrentKey("b".repeat(1000));
    heads.putHead(new byte[10]);
    assertThat(state.heads).containsKey("b".repeat(1000));
    PackedHeads none = PackedHeads.over(state, state, 0, KEY_GROUPS, false);
    state.setCurrentKey("c");
    none.putHead(new byte[10]);
    assertThat(state.heads).containsKey("c");
    assertThat(none.head()).hasSize(10);
    none.removeHead();
    assertThat(state.heads).doesNotContainKey("c");
  }

  @Test
  void takesNoMoreHeapThanItMay() throws IOException {
    PackedMap map = new PackedMap(10, 100_000);
    int[] left = new int[1];
    for (int i = 0; i < 100_000; i++) {
      map.put(KeyText.bytes("key-" + i), new byte[40], (key, value) -> left[0]++);
    }
    assertThat(map.size()).isBetween(12_000, 17_000);
    assertThat(left[0]).isEqualTo(100_000 - map.size());
    assertThat(map.heapBytes()).isLessThan(1_000_000 * 7 / 6);
  }

  @Test
  void refusesARingWithoutRoom() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PackedMap(1, 8192));
    assertThatIllegalArgumentException().isThrownBy(() -> new PackedMap(2, 1024));
    assertThatIllegalArgumentException().isThrownBy(() -> new PackedMap(2048, 1 << 20));
  }

  @Test
  void everyTextHasBytesOfItsOwn() {
    Set<String> seen = new HashSet<>();
    for (String text :
        new String[] {
          "", "a", "a\0", "\u00e9", "\u00c3\u00a9", "\u4e2d", "\ud800", "\udc00", "?"
        }) {
      assertThat(KeyText.text(KeyText.bytes(text))).isEqualTo(text);
      assertThat(seen.add(Arrays.toString(KeyText.bytes(text)))).as(text).isTrue();
    }
  }

  /** Heads by key, as a state backend keeps them. */
  private static final class FakeState implements KeyContext, KeyBlocks {
    private final Map<Object, byte[]> heads = new HashMap<>();
    private Object key;
    private int reads;
    private final List<String> written = new ArrayList<>();
    private int writes;

    @Override
    public void setCurrentKey(Object newKey) {
      key = newKey;
    }

    @Override
    public Object getCurrentKey() {
      return key;
    }

    @Override
    public byte[] head() {
      reads++;
      return heads.get(key);
    }

    @Override
    public void putHead(byte[] head) {
      writes++;
      written.add(key.toString());
      heads.put(key, head);
    }

    @Override
    public void removeHead() {
      writes++;
      heads.remove(key);
    }

    @Override
    public byte[] block(int number) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putBlock(int number, byte[] block) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void removeBlock(int number) {
      throw new UnsupportedOperationException();
    }
  }
}
