package io.millrace.job.features.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.features.state.EventId;
import io.millrace.job.features.state.MemoryBlocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeenIdentitiesTest {
  /** Savepoints hold blocks of this form: whatever changes, these bytes must still be read. */
  private static final String NUMBERS_V2 =
      "02000000000000000bb800000000000003e7" // version, numbers, highest time, sweep
          + "0102" // buckets, rows
          + "f02ecf0f" // times, as differences
          + "0a17"; // identities, as differences

  private static final String TEXTS_V2 =
      "02010000000000000bb80000000000000000" + "0102" + "f02ecf0f" + "0201c3a461"; // lengths, ä, a

  private static final String BUCKETS_V2 =
      "02000000000000000bb80000000000000000" + "0203"; // buckets, rows

  private final MemoryBlocks blocks = new MemoryBlocks();

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  /** Against a list that is searched from end to end. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void equalsAPlainListThroughGrowthAndDecay(int seed) throws IOException {
    Random random = new Random(seed);
    boolean text = random.nextBoolean();
    int bucketRows = 1 + random.nextInt(4);
    int span = 1 + random.nextInt(150);
    int kept = span + random.nextInt(50);
    KeyCache.Loader<SeenIdentities> loader = SeenIdentities.loader(blocks, kept, bucketRows);
    SeenIdentities seen = loader.load();
    List<Event> naive = new ArrayList<>();
    long highest = Long.MIN_VALUE;
    long now = 0;
    int pace = 2;
    int mostBuckets = 0;
    for (int i = 0; i < 600; i++) {
      pace = random.nextInt(100) == 0 ? 2 + random.nextInt(2) * 60 : pace;
      now += random.nextInt(pace);
      long time = now - random.nextInt(30);
      Event event = event(text, random.nextInt(80), time);
      boolean expected = false;
      for (Event other : naive) {
        expected |=
            other.id().equals(event.id())
                && Math.abs(other.timeMillis() - time) <= span
                && other.timeMillis() >= highest - kept;
      }
      assertThat(seen.contains(id(event), time, span))
          .as("seed %d event %d", seed, i)
          .isEqualTo(expected);
      if (!expected) {
        seen.add(id(event), time);
        naive.add(event);
        highest = Math.max(highest, time);
      }
      assertThat(seen.highestTime()).isEqualTo(highest);
      int what = random.nextInt(20);
      if (what == 0) {
        seen.write();
        mostBuckets = Math.max(mostBuckets, blocks.blocks().size());
        seen = loader.load();
      } else if (what < 4) {
        seen.trim();
      }
    }
    assertThat(mostBuckets).as("seed %d", seed).isGreaterThan(3);
    seen.write();
    long oldest = highest - kept;
    long alive = naive.stream().filter(event -> event.timeMillis() >= oldest).count();
    seen.clear();
    seen.write();
    assertThat(blocks.bytes()).as("seed %d, %d alive", seed, alive).isZero();
  }

  @Test
  void writesTheFormOfVersion2() throws IOException {
    SeenIdentities numbers = SeenIdentities.loader(blocks, 5000, 256).load();
    numbers.add(id(event(5, 3000)), 3000);
    numbers.add(id(event(-7, 2000)), 2000);
    numbers.setSweepAt(999);
    numbers.write();
    assertThat(HexFormat.of().formatHex(blocks.head())).isEqualTo(NUMBERS_V2);

    MemoryBlocks others = new MemoryBlocks();
    SeenIdentities texts = SeenIdentities.loader(others, 5000, 256).load();
    texts.add(id(event("ä", 3000)), 3000);
    texts.add(id(event("a", 2000)), 2000);
    texts.write();
    assertThat(HexFormat.of().formatHex(others.head())).isEqualTo(TEXTS_V2);
  }

  @Test
  void readsTheFormOfVersion2() throws IOException {
    blocks.putHead(HexFormat.of().parseHex(NUMBERS_V2));
    SeenIdentities numbers = SeenIdentities.loader(blocks, 5000, 256).load();
    assertThat(numbers.highestTime()).isEqualTo(3000);
    assertThat(numbers.sweepAt()).isEqualTo(999);
    assertThat(numbers.contains(id(event(-7, 0)), 2000, 0)).isTrue();
    assertThat(numbers.contains(id(event(-7, 0)), 2001, 0)).isFalse();
    assertThat(numbers.contains(id(event(5, 0)), 3000, 0)).isTrue();

    blocks.putHead(HexFormat.of().parseHex(TEXTS_V2));
    SeenIdentities texts = SeenIdentities.loader(blocks, 5000, 256).load();
    assertThat(texts.contains(id(event("ä", 0)), 3000, 0)).isTrue();
    assertThat(texts.contains(id(event("a", 0)), 2000, 0)).isTrue();
    assertThat(texts.contains(id(event("a", 0)), 3000, 0)).isFalse();
  }

  /** Where an identity lies depends on its fingerprint, which must not change either. */
  @Test
  void writesAndReadsBucketsInTheFormOfVersion2() throws IOException {
    KeyCache.Loader<SeenIdentities> loader = SeenIdentities.loader(blocks, 5000, 2);
    SeenIdentities seen = loader.load();
    for (int i = 0; i < 3; i++) {
      seen.add(id(event(i, 1000 + 1000 * i)), 1000 + 1000 * i);
    }
    seen.write();
    assertThat(HexFormat.of().formatHex(blocks.head())).isEqualTo(BUCKETS_V2);
    assertThat(blocks.blocks()).hasSize(2);
    List<String> written = new ArrayList<>();
    blocks.blocks().values().forEach(block -> written.add(HexFormat.of().formatHex(block)));
    assertThat(written).containsExactly("01f02e04", "02d00fd00f0002");
    SeenIdentities read = loader.load();
    for (int i = 0; i < 3; i++) {
      assertThat(read.contains(id(event(i, 0)), 1000 + 1000 * i, 0)).isTrue();
    }
  }

  @Test
  void textsHaveTheFingerprintsThatTheyAlwaysHad() {
    assertThat(id(event("", 0)).fingerprint()).isEqualTo(-2152535657050944081L);
    assertThat(id(event("a", 0)).fingerprint()).isEqualTo(7075883509774426401L);
    assertThat(id(event("0123456789abcdef-ä", 0)).fingerprint()).isEqualTo(8747281332131876307L);
  }

  @Test
  void refusesStateOfAnotherVersion() {
    byte[] head = HexFormat.of().parseHex(NUMBERS_V2);
    head[0] = 1;
    blocks.putHead(head);
    assertThatIllegalStateException()
        .isThrownBy(() -> SeenIdentities.loader(blocks, 5000, 256).load())
        .withMessage(
            "state of duplicates of version 1; this job reads version 2: start it without that"
                + " state, and let it bootstrap from the lake");
  }

  @Test
  void anEventReadsAndWritesOneBucketHoweverManyThereAre() throws IOException {
    KeyCache.Loader<SeenIdentities> loader = SeenIdentities.loader(blocks, 1 << 30, 256);
    SeenIdentities seen = loader.load();
    for (int i = 0; i < 100_000; i++) {
      seen.add(id(event(i, i)), i);
    }
    seen.write();
    assertThat(blocks.blocks()).hasSizeBetween(300, 450);
    int events = 1000;
    blocks.takeReads();
    blocks.takeWrites();
    for (int i = 0; i < events; i++) {
      SeenIdentities loaded = loader.load();
      long number = 100_000 + i;
      assertThat(loaded.contains(id(event(number, 0)), number, 1000)).isFalse();
      loaded.add(id(event(number, 0)), number);
      loaded.write();
    }
    assertThat(blocks.takeReads()).isBetween(2 * events, 2 * events + 10);
    assertThat(blocks.takeWrites()).isBetween(2 * events, 2 * events + 10);
  }

  @Test
  void aKeyThatCoolsDownIsOneValueAgain() throws IOException {
    SeenIdentities seen = SeenIdentities.loader(blocks, 1000, 16).load();
    for (int i = 0; i < 2000; i++) {
      seen.add(id(event(i, i)), i);
    }
    seen.write();
    assertThat(blocks.blocks()).hasSizeGreaterThan(60);
    for (int i = 0; i < 2000; i++) {
      seen.add(id(event(5000 + i, 0)), 2000 + 5000L * i);
      seen.write();
    }
    assertThat(blocks.blocks()).isEmpty();
    assertThat(blocks.head().length).isLessThan(50);
  }

  @Test
  void trimmingLeavesTheHead() throws IOException {
    SeenIdentities seen = SeenIdentities.loader(blocks, 1 << 30, 256).load();
    for (int i = 0; i < 10_000; i++) {
      seen.add(id(event(i, i)), i);
    }
    long whole = seen.heapBytes();
    assertThat(whole).isGreaterThan(10_000 * 16);
    seen.trim();
    seen.trim();
    assertThat(seen.heapBytes()).isLessThan(1000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(seen.contains(id(event(i, i)), i, 0)).isTrue();
    }
    assertThat(seen.heapBytes()).isBetween(whole / 2, whole);
  }

  private static EventId id(Event event) {
    EventId id = new EventId();
    id.set(event);
    return id;
  }

  private static Event event(boolean text, int number, long time) {
    return text ? event("id-" + number, time) : event(number, time);
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
