package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Event;
import io.millrace.job.features.state.StateSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * The features of a stream whose definition changes at restarts, against their definition over all
 * events since the beginning: each is what it should be, or null; and null only where a former
 * definition did not keep its input, or kept it for too short a time.
 */
class ChangedFeaturesOracleTest {
  private static final int SEEDS = 40;
  private static final int EVENTS = 250;
  private static final long START = 1_700_000_000_000L;
  private static final long LATENESS = 30_000;
  private static final long FOREVER = 1L << 50;
  private static final String[] WINDOWS = {"1s", "7s", "40s", "1m", "3m"};
  private static final List<String> AGGREGATES =
      NaiveAggregates.yaml(6).lines().collect(Collectors.toList());

  private int notWhole;
  private int added;

  @Test
  void aChangedDefinitionIsExactOrNull() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      run(new Random(seed), seed);
    }
    assertThat(notWhole).as("features that could not be known").isGreaterThan(500);
    assertThat(added).as("features that were added, and known").isGreaterThan(500);
  }

  private void run(Random random, int seed) throws Exception {
    boolean rocksDb = seed % 20 == 0;
    StateSizes sizes =
        new StateSizes(
            random.nextBoolean() ? 0 : 1 << 20, random.nextBoolean() ? 0 : 1 << 16, 3, 2, 2);
    String delay = random.nextInt(3) == 0 ? "3s" : "0s";
    List<Purchases> definitions = new ArrayList<>(List.of(definition(random, delay)));
    List<Event> past = new ArrayList<>();
    try (RescalableStage stage =
        new RescalableStage(
            definitions.get(0),
            () ->
                new ComputeFeatures(
                    last(definitions).files(), 0, sizes, ComputeFeatures.NO_HISTORY),
            () -> rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend())) {
      Map<String, NaiveFeatures> naive = new HashMap<>();
      long now = START;
      for (int i = 0; i < EVENTS; i++) {
        now += random.nextInt(30) == 0 ? 1000L * random.nextInt(150) : 1000L * random.nextInt(2);
        String buyer = "buyer-" + random.nextInt(3);
        Purchases purchases = last(definitions);
        Event plain = definitions.get(0).random(random, now, 30, buyer);
        past.add(plain);
        naive.computeIfAbsent(buyer, any -> naive(purchases)).arrive(plain, Long.MIN_VALUE);
        Event event = purchases.again(plain);
        stage.process(event);
        String where = "seed " + seed + " event " + i;
        if (event.isLate()) {
          assertThat(event.timeMillis()).as(where).isLessThan(stage.watermark() - LATENESS);
        } else {
          check(event, naive.get(buyer).of(plain), definitions, where);
        }
        if (random.nextInt(8) == 0) {
          stage.advanceTo(Math.max(stage.watermark(), now - 1000L * random.nextInt(90)));
        }
        if (random.nextInt(60) == 0) {
          definitions.add(definition(random, delay));
          stage.restart(1 + random.nextInt(2));
          naive.clear();
          for (Event before : past) {
            naive
                .computeIfAbsent(before.getString(2), any -> naive(last(definitions)))
                .arrive(before, Long.MIN_VALUE);
          }
        }
      }
    }
  }

  private void check(Event event, Double[] expected, List<Purchases> definitions, String where) {
    List<WindowFeature> features = entity(last(definitions)).windowFeatures();
    for (int i = 0; i < expected.length; i++) {
      WindowFeature feature = features.get(i);
      Double value = FeatureAssertions.valueOf(event, feature);
      boolean kept = definitions.stream().allMatch(one -> keeps(one, feature, last(definitions)));
      if (value == null && expected[i] != null) {
        assertThat(kept).as("%s: %s is null, and all was kept", where, feature.text()).isFalse();
        notWhole++;
        continue;
      }
      if (expected[i] == null) {
        assertThat(value).as(where + ' ' + feature.text()).isNull();
      } else {
        assertThat(value)
            .as(where + ' ' + feature.text() + ' ' + feature.window())
            .isCloseTo(expected[i], Offset.offset(1e-7 * Math.max(1, Math.abs(expected[i]))));
        boolean isNew = !texts(definitions.get(0)).contains(feature.text());
        added += isNew ? 1 : 0;
      }
    }
  }

  /** Whether a definition kept all that a feature of another needs. */
  private static boolean keeps(Purchases one, WindowFeature feature, Purchases of) {
    FeatureStep.Entity entity = entity(one);
    boolean input =
        feature.input() < 0
            || entity.inputs().stream()
                .anyMatch(
                    kept -> kept.text().equals(entity(of).inputs().get(feature.input()).text()));
    return input && feature.window().compareTo(entity.longestWindow()) <= 0;
  }

  private static List<String> texts(Purchases purchases) {
    return entity(purchases).windowFeatures().stream()
        .map(WindowFeature::text)
        .collect(Collectors.toList());
  }

  private static FeatureStep.Entity entity(Purchases purchases) {
    return (FeatureStep.Entity) purchases.pipeline().features().get(0);
  }

  private static NaiveFeatures naive(Purchases purchases) {
    return new NaiveFeatures(entity(purchases), purchases.layout(), FOREVER);
  }

  private static Purchases definition(Random random, String delay) {
    List<String> aggregates = new ArrayList<>(AGGREGATES);
    Collections.shuffle(aggregates, random);
    List<String> windows = new ArrayList<>(Arrays.asList(WINDOWS));
    Collections.shuffle(windows, random);
    return Purchases.of(
        "\"int\"",
        """
        lateness: 30s
        features:
          - entity: buyer
            windows: %s
            delay: %s
            aggregates:
        %s
        """
            .formatted(
                windows.subList(0, 1 + random.nextInt(3)),
                delay,
                String.join("\n", aggregates.subList(0, 1 + random.nextInt(8)))));
  }

  private static Purchases last(List<Purchases> definitions) {
    return definitions.get(definitions.size() - 1);
  }
}
