package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cache against a plain map: whatever it keeps or evicts, each key reads what it wrote. */
class BlockCacheTest {
  private static final int KEYS = 40;
  private static final int STEPS = 3000;
  private static final int MOST_BLOCK = 300;

  private final FakeState state = new FakeState();

  @BeforeEach
  void chooseAKey() {
    state.setCurrentKey("a");
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyKeyReadsWhatItWrote(int seed) throws IOException {
    Random random = new Random(seed);
    long mostBytes = new long[] {0, 1, 500, 2_000, 20_000}[seed % 5];
    BlockCache cache = new BlockCache(state, state, mostBytes);
    Map<Object, byte[]> model = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      String key = "key-" + random.nextInt(KEYS);
      state.setCurrentKey(key);
      int action = random.nextInt(100);
      if (action < 45) {
        assertThat(cache.get()).as("step %d", step).isEqualTo(model.get(key));
      } else if (action < 85) {
        byte[] block = block(random);
        cache.put(block);
        model.put(key, block);
      } else if (action < 97) {
        cache.put(null);
        model.remove(key);
      } else {
        cache.flush();
        assertHolds(model);
      }
      assertThat(state.getCurrentKey()).as("step %d", step).isEqualTo(key);
    }
    cache.flush();
    assertHolds(model);
  }

  /** What a restored job finds: nothing of the cache, all of the state. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aNewCacheFindsWhatTheOldOneFlushed(int seed) throws IOException {
    Random random = new Random(seed);
    Map<Object, byte[]> model = new HashMap<>();
    for (int restart = 0; restart < 20; restart++) {
      BlockCache cache = new BlockCache(state, state, 3_000);
      for (int step = 0; step < 50; step++) {
        String key = "key-" + random.nextInt(KEYS);
        state.setCurrentKey(key);
        assertThat(cache.get()).as("restart %d", restart).isEqualTo(model.get(key));
        byte[] block = random.nextInt(5) == 0 ? null : block(random);
        cache.put(block);
        if (block == null) {
          model.remove(key);
        } else {
          model.put(key, block);
        }
      }
      cache.flush();
    }
    assertHolds(model);
  }

  @Test
  void keepsNoMoreThanItMay() throws IOException {
    int mostKept = 8;
    BlockCache cache = new BlockCache(state, state, mostKept * 260L);
    for (int key = 0; key < 100; key++) {
      state.setCurrentKey("key-" + key);
      cache.put(new byte[100]);
      assertThat(key + 1 - state.blocks.size())
          .as("blocks of 100 bytes and 160 around them that are on the heap only")
          .isEqualTo(Math.min(key + 1, mostKept));
    }
  }

  @Test
  void keepsNoMoreThanItMayOfWhatItOnlyReads() throws IOException {
    for (int key = 0; key < 100; key++) {
      state.blocks.put("key-" + key, new byte[100]);
    }
    BlockCache cache = new BlockCache(state, state, 8 * 260L);
    for (int key = 0; key < 100; key++) {
      read(cache, "key-" + key);
    }
    state.reads.clear();
    for (int key = 99; key >= 0; key--) {
      read(cache, "key-" + key);
    }
    assertThat(state.reads).hasSize(92).doesNotContain("key-99", "key-92").contains("key-91");
  }

  @Test
  void countsABlockThatGrowsAndShrinksByItsSize() throws IOException {
    BlockCache cache = new BlockCache(state, state, 2 * 160 + 1000);
    write(cache, "a", 100);
    write(cache, "b", 900);
    assertThat(state.blocks).as("just fits").isEmpty();
    write(cache, "b", 10);
    write(cache, "b", 900);
    assertThat(state.blocks).as("fits again").isEmpty();
    write(cache, "b", 901);
    assertThat(state.blocks).as("the one not in use leaves").containsOnlyKeys("a");
  }

  @Test
  void keepsTheBlockInUseEvenWhenItIsTooLarge() throws IOException {
    BlockCache cache = new BlockCache(state, state, 500);
    write(cache, "a", 10_000);
    write(cache, "a", 10_001);
    assertThat(state.blocks).as("in use").isEmpty();
    state.setCurrentKey("b");
    assertThat(cache.get()).isNull();
    assertThat(state.blocks).as("no longer in use").containsOnlyKeys("a");
  }

  @Test
  void theKeyUsedLongestAgoLeavesFirst() throws IOException {
    BlockCache cache = new BlockCache(state, state, 3 * 260);
    write(cache, "a", 100);
    write(cache, "b", 100);
    write(cache, "c", 100);
    read(cache, "a");
    write(cache, "d", 100);
    assertThat(state.blocks).containsOnlyKeys("b");
  }

  @Test
  void writesAChangedBlockOnceAndAnUnchangedOneNever() throws IOException {
    state.blocks.put("b", new byte[3]);
    BlockCache cache = new BlockCache(state, state, 10_000);
    for (int i = 0; i < 50; i++) {
      write(cache, "a", 100 + i);
    }
    read(cache, "b");
    cache.flush();
    cache.flush();
    assertThat(state.writes).isEqualTo(1);
    assertThat(state.blocks.get("a")).hasSize(149);
  }

  @Test
  void flushesBeforeAnyEventHasChosenAKey() throws IOException {
    FakeState untouched = new FakeState();
    new BlockCache(untouched, untouched, 1000).flush();
    assertThat(untouched.getCurrentKey()).isNull();
    assertThat(untouched.writes).isZero();
  }

  private void assertHolds(Map<Object, byte[]> model) {
    assertThat(state.blocks.keySet()).isEqualTo(model.keySet());
    model.forEach((key, block) -> assertThat(state.blocks.get(key)).as("%s", key).isEqualTo(block));
  }

  private void write(BlockCache cache, String key, int size) throws IOException {
    state.setCurrentKey(key);
    cache.put(new byte[size]);
  }

  private void read(BlockCache cache, String key) throws IOException {
    state.setCurrentKey(key);
    cache.get();
  }

  private static byte[] block(Random random) {
    byte[] block = new byte[random.nextInt(MOST_BLOCK)];
    random.nextBytes(block);
    return block;
  }

  /** Keyed state and current key as an operator has them; copies blocks as RocksDB does. */
  private static final class FakeState implements ValueState<byte[]>, KeyContext {
    private final Map<Object, byte[]> blocks = new HashMap<>();
    private final Set<Object> reads = new HashSet<>();
    private int writes;
    private Object key;

    @Override
    public void setCurrentKey(Object newKey) {
      key = newKey;
    }

    @Override
    public Object getCurrentKey() {
      return key;
    }

    @Override
    public byte[] value() {
      reads.add(key);
      byte[] block = blocks.get(key);
      return block == null ? null : block.clone();
    }

    @Override
    public void update(byte[] block) {
      writes++;
      blocks.put(key, block.clone());
    }

    @Override
    public void clear() {
      writes++;
      blocks.remove(key);
    }
  }
}
