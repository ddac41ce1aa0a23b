package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.event.Event;
import io.millrace.job.features.state.StateSizes;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The features of a stream against their definition: events that come out of order, twice, at equal
 * times, late and without entity, keys that are forgotten, restarts from snapshots and with more or
 * fewer subtasks, and as much heap for the keys in use as fits them all, a few, or none.
 */
class FeatureOracleTest {
  private static final int SEEDS = 200;
  private static final int EVENTS = 200;
  private static final long START = 1_700_000_000_000L;
  private static final long LATENESS = 30_000;
  private static final String[] ID_TYPES = {"\"string\"", "\"long\"", "\"int\""};
  private static final String[] DELAYS = {"0s", "3s", "20s"};
  private static final long[] CACHE_BYTES = {0, 20_000, 200_000, 64 << 20};
  private static final long[] PACKED_BYTES = {0, 10_000, 1 << 20};

  private static final Map<String, Purchases> PIPELINES = new HashMap<>();

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void equalsTheDefinition(int seed) throws Exception {
    Random random = new Random(seed);
    Purchases purchases =
        purchases(ID_TYPES[random.nextInt(ID_TYPES.length)], DELAYS[random.nextInt(DELAYS.length)]);
    FeatureStep.Entity entity = (FeatureStep.Entity) purchases.pipeline().features().get(0);
    StateSizes sizes = sizes(random);
    boolean rocksDb = seed % 10 == 0;
    int disorder = random.nextInt(5) * 15;
    Map<String, NaiveFeatures> naive = new HashMap<>();
    try (RescalableStage stage = stage(purchases, sizes, rocksDb)) {
      long now = START;
      for (int i = 0; i < EVENTS; i++) {
        now += random.nextInt(30) == 0 ? 1000L * random.nextInt(150) : 1000L * random.nextInt(2);
        String buyer = random.nextInt(15) == 0 ? null : "buyer-" + random.nextInt(3);
        Event event = purchases.random(random, now, disorder, buyer);
        Double[] expected = null;
        boolean known = true;
        if (buyer != null) {
          NaiveFeatures key =
              naive.computeIfAbsent(
                  buyer, any -> new NaiveFeatures(entity, purchases.layout(), LATENESS));
          known = key.arrive(event, stage.watermark());
          expected = known ? key.of(event) : null;
        }
        String where = "seed " + seed + " event " + i;
        assertThat(stage.process(event)).as(where + " passes").isTrue();
        assertThat(event.isLate()).as(where + " is late").isEqualTo(!known);
        FeatureAssertions.assertFeatures(event, purchases, expected, where);
        if (random.nextInt(8) == 0) {
          stage.advanceTo(Math.max(stage.watermark(), now - 1000L * random.nextInt(90)));
        }
        if (random.nextInt(80) == 0) {
          stage.restart(1 + random.nextInt(2));
        }
      }
    }
  }

  private static Purchases purchases(String idType, String delay) {
    return PIPELINES.computeIfAbsent(
        idType + delay,
        any ->
            Purchases.of(
                idType,
                """
                lateness: 30s
                features:
                  - entity: buyer
                    windows: [7s, 1s, 1m, 40s]
                    delay: %s
                    aggregates:
                """
                        .formatted(delay)
                    + NaiveAggregates.yaml(6)));
  }

  private static StateSizes sizes(Random random) {
    long cacheBytes = CACHE_BYTES[random.nextInt(CACHE_BYTES.length)];
    long packedBytes = PACKED_BYTES[random.nextInt(PACKED_BYTES.length)];
    return random.nextInt(4) == 0
        ? StateSizes.DEFAULT.withHeap(cacheBytes, packedBytes)
        : new StateSizes(
            cacheBytes,
            packedBytes,
            2 + random.nextInt(20),
            2 + random.nextInt(3),
            2 + random.nextInt(2));
  }

  private static RescalableStage stage(Purchases purchases, StateSizes sizes, boolean rocksDb)
      throws Exception {
    return new RescalableStage(
        purchases,
        () -> new ComputeFeatures(purchases.files(), 0, sizes, ComputeFeatures.NO_HISTORY),
        () ->
            rocksDb ? new EmbeddedRocksDBStateBackend() : (StateBackend) new HashMapStateBackend());
  }
}
