package io.millrace.job.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cache against a plain map: whatever it keeps or evicts, each key finds what it left. */
class KeyCacheTest {
  private static final int KEYS = 40;
  private static final int STEPS = 3000;

  /** What a key of five letters takes beside its text. */
  private static final int KEY_BYTES = 136 + 10;

  private final FakeState state = new FakeState();

  @BeforeEach
  void chooseAKey() {
    state.setCurrentKey("key-0");
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyKeyFindsWhatItLeft(int seed) throws Exception {
    Random random = new Random(seed);
    long mostBytes = new long[] {0, 1, 500, 2_000, 20_000}[seed % 5];
    int mostSmall = seed % 3 == 0 ? 1 + random.nextInt(KEYS) : Integer.MAX_VALUE;
    KeyCache<FakeKey> cache = cache(mostBytes, mostSmall);
    Map<Object, String> model = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      String key = "key-" + random.nextInt(KEYS);
      state.setCurrentKey(key);
      FakeKey found = cache.get();
      assertThat(found.value()).as("step %d", step).isEqualTo(model.get(key));
      if (random.nextInt(3) > 0) {
        int most = random.nextInt(5) == 0 ? 2_000 : 300;
        String value = random.nextInt(10) == 0 ? null : "x".repeat(random.nextInt(most));
        found.set(value);
        model.put(key, value);
      }
      cache.settle();
      assertThat(state.getCurrentKey()).as("step %d", step).isEqualTo(key);
      if (random.nextInt(100) == 0) {
        cache.flush();
        assertThat(state.getCurrentKey()).as("step %d", step).isEqualTo(key);
        assertHolds(model);
      }
      if (random.nextInt(500) == 0) {
        cache.flush();
        cache = cache(mostBytes, mostSmall);
      }
    }
    cache.flush();
    assertHolds(model);
  }

  private void assertHolds(Map<Object, String> model) {
    model.forEach((key, value) -> assertThat(state.values.get(key)).as("%s", key).isEqualTo(value));
  }

  @Test
  void keepsNoMoreThanItMay() throws Exception {
    int mostKept = 8;
    KeyCache<FakeKey> cache = cache(mostKept * (KEY_BYTES + 100));
    for (int key = 0; key < 10; key++) {
      use(cache, "key-" + key, 100);
      assertThat(key + 1 - state.values.size()).isEqualTo(Math.min(key + 1, mostKept));
      assertThat(cache.heapBytes()).isLessThanOrEqualTo(mostKept * (KEY_BYTES + 100L));
    }
  }

  @Test
  void ofSmallStatesOnlySoManyAreKept() throws Exception {
    KeyCache<FakeKey> cache = cache(100_000, 2);
    use(cache, "key-a", 10);
    use(cache, "key-l", 1000);
    use(cache, "key-b", 10);
    use(cache, "key-a", 20);
    assertThat(state.values).as("two and a large one").isEmpty();
    useTwice(cache, "key-c");
    assertThat(state.values).as("used longest ago of the small").containsKeys("key-b", "key-c");
    assertThat(cache.holds("key-b")).isFalse();
    use(cache, "key-a", 1000);
    useTwice(cache, "key-d");
    assertThat(cache.holds("key-c")).as("one has grown").isTrue();
    use(cache, "key-l", 10);
    assertThat(cache.holds("key-l")).as("one has shrunk").isTrue();
    assertThat(cache.holds("key-c")).isFalse();
  }

  @Test
  void whereSmallStatesAreSoManyOneThatComesOnceTakesNobodysPlace() throws Exception {
    KeyCache<FakeKey> cache = cache(100_000, 2);
    use(cache, "key-a", 10);
    use(cache, "key-b", 10);
    use(cache, "key-c", 10);
    assertThat(state.values).as("written at once").containsOnlyKeys("key-c");
    assertThat(cache.holds("key-a")).isTrue();
    assertThat(cache.holds("key-c")).isFalse();
    state.setCurrentKey("key-d");
    FakeKey passing = cache.get();
    assertThat(cache.get()).as("until it is settled").isSameAs(passing);
    cache.settle();
    use(cache, "key-e", 2000);
    assertThat(cache.holds("key-e")).as("it has become large").isTrue();
    assertThat(state.values).containsOnlyKeys("key-c");
  }

  @Test
  void theKeyUsedLongestAgoLeavesFirst() throws Exception {
    KeyCache<FakeKey> cache = cache(3 * (KEY_BYTES + 100));
    use(cache, "key-a", 100);
    use(cache, "key-b", 100);
    use(cache, "key-c", 100);
    state.setCurrentKey("key-a");
    cache.get();
    cache.settle();
    use(cache, "key-d", 100);
    assertThat(state.values).containsOnlyKeys("key-b");
  }

  @Test
  void aKeyLosesWhatItDoesNotUseBeforeItLeaves() throws Exception {
    KeyCache<FakeKey> cache = cache(2 * KEY_BYTES + 200);
    state.setCurrentKey("key-a");
    cache.get().set("x".repeat(100));
    cache.get().spare = 100;
    cache.settle();
    use(cache, "key-b", 100);
    assertThat(state.trimmed).contains("key-a");
    assertThat(state.values).as("none had to leave").isEmpty();
  }

  @Test
  void theKeyInUseLosesWhatItDoesNotUseAndStays() throws Exception {
    KeyCache<FakeKey> cache = cache(KEY_BYTES + 50);
    use(cache, "key-b", 10);
    state.setCurrentKey("key-a");
    FakeKey large = cache.get();
    large.set("x".repeat(1000));
    large.spare = 5000;
    cache.settle();
    assertThat(state.values).as("the other left").containsOnlyKeys("key-b");
    assertThat(state.trimmed).contains("key-a");
    assertThat(cache.get()).isSameAs(large);
    use(cache, "key-c", 10);
    assertThat(state.values).containsOnlyKeys("key-a", "key-b");
  }

  @Test
  void countsAStateThatGrowsAndShrinksByItsSize() throws Exception {
    KeyCache<FakeKey> cache = cache(2 * KEY_BYTES + 1000);
    use(cache, "key-a", 100);
    use(cache, "key-b", 900);
    assertThat(state.values).as("just fits").isEmpty();
    use(cache, "key-b", 10);
    use(cache, "key-b", 900);
    assertThat(state.values).as("fits again").isEmpty();
    use(cache, "key-b", 901);
    assertThat(state.values).containsOnlyKeys("key-a");
  }

  @Test
  void aFlushChoosesOnlyKeysThatHaveChanged() throws Exception {
    KeyCache<FakeKey> cache = cache(10_000);
    use(cache, "key-a", 10);
    use(cache, "key-b", 10);
    cache.flush();
    use(cache, "key-b", 20);
    int chosen = state.chosen;
    cache.flush();
    assertThat(state.chosen).as("key-b is the current one").isEqualTo(chosen);
    assertThat(state.values.get("key-b")).hasSize(20);
  }

  @Test
  void flushesBeforeAnyEventHasChosenAKey() throws Exception {
    FakeState untouched = new FakeState();
    new KeyCache<>(untouched, () -> new FakeKey(untouched), 1000, 1000, false).flush();
    assertThat(untouched.getCurrentKey()).isNull();
  }

  /** As in batch execution, where choosing another key ends the one before. */
  @Test
  void ofSortedInputItNeverTouchesAKeyThatIsOver() throws Exception {
    KeyCache<FakeKey> cache = new KeyCache<>(state, () -> new FakeKey(state), 10, 1000, true);
    for (int key = 0; key < 5; key++) {
      state.setCurrentKey("key-" + key);
      int chosen = state.chosen;
      for (int i = 0; i < 3; i++) {
        cache.get().set("x".repeat(1000));
        cache.settle();
      }
      assertThat(state.chosen).isEqualTo(chosen);
      assertThat(cache.heapBytes()).isEqualTo(KEY_BYTES + 1000);
    }
    assertThat(state.values).isEmpty();
  }

  private KeyCache<FakeKey> cache(long mostBytes) {
    return cache(mostBytes, Integer.MAX_VALUE);
  }

  private KeyCache<FakeKey> cache(long mostBytes, int mostSmall) {
    return new KeyCache<>(state, () -> new FakeKey(state), mostBytes, mostSmall, false);
  }

  private void useTwice(KeyCache<FakeKey> cache, String key) throws Exception {
    use(cache, key, 10);
    use(cache, key, 20);
  }

  private void use(KeyCache<FakeKey> cache, String key, int size) throws Exception {
    state.setCurrentKey(key);
    cache.get().set("x".repeat(size));
    cache.settle();
  }

  /** Keyed state and current key as an operator has them. */
  private static final class FakeState implements KeyContext {
    private final Map<Object, String> values = new HashMap<>();
    private final Set<Object> trimmed = new HashSet<>();
    private Object key;
    private int chosen;

    @Override
    public void setCurrentKey(Object newKey) {
      chosen++;
      key = newKey;
    }

    @Override
    public Object getCurrentKey() {
      return key;
    }
  }

  /** A text as the state of a key, which takes a byte a letter, and something to spare. */
  private static final class FakeKey implements CachedKey {
    private final FakeState state;
    private final Object key;
    private String value;
    private int spare;
    private boolean changed;

    FakeKey(FakeState state) {
      this.state = state;
      this.key = state.key;
      this.value = state.values.get(key);
    }

    String value() {
      return value;
    }

    void set(String newValue) {
      value = newValue;
      changed = true;
    }

    @Override
    public long heapBytes() {
      return spare + (value == null ? 0 : value.length());
    }

    @Override
    public boolean isChanged() {
      return changed;
    }

    @Override
    public void write() {
      assertThat(state.key)
          .as("a state is written while its key is the current one")
          .isEqualTo(key);
      if (changed) {
        state.values.put(key, value);
        changed = false;
      }
    }

    @Override
    public void trim() {
      assertThat(state.key)
          .as("a state is trimmed while its key is the current one")
          .isEqualTo(key);
      state.trimmed.add(key);
      spare = 0;
    }
  }
}
