package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.cache.KeyCache;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.features.state.MemoryBlocks;
import io.millrace.job.features.state.StateSizes;
import io.millrace.job.features.tile.Contributions;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Incremental windows against windows looked up among all events. */
class WindowFeaturesTest {
  private static final int SEEDS = 50;
  private static final int EVENTS = 150;
  private static final long START = 1_700_000_000_000L;
  private static final long LATENESS = 30_000;

  private static final String SETTINGS =
      """
      lateness: 30s
      features:
        - entity: buyer
          windows: [7s, 1s, 1m, 40s]
          delay: %s
          aggregates:
      """
          + NaiveAggregates.yaml(6);

  @ParameterizedTest
  @CsvSource({
    "'\"string\"', 0s, 3, 2",
    "'\"string\"', 20s, 4, 3",
    "'\"long\"', 0s, 4, 3",
    "'\"long\"', 3s, 2, 2",
    "'\"int\"', 90s, 128, 32"
  })
  void equalsTheDefinitionOverDisorderTiesAndNulls(
      String idType, String delay, int leafRows, int fanout) throws IOException {
    Purchases purchases = Purchases.of(idType, SETTINGS.formatted(delay));
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int disorder = random.nextInt(4) * 20;
      NaiveFeatures naive = new NaiveFeatures(entity(purchases), purchases.layout(), LATENESS);
      Key key = new Key(purchases, leafRows, fanout);
      long now = START;
      for (int i = 0; i < EVENTS; i++) {
        now += random.nextInt(12) == 0 ? 1000L * random.nextInt(200) : 1000L * random.nextInt(3);
        Event event = purchases.random(random, now, disorder, "b");
        String where = "seed " + seed + " event " + i;
        boolean known = naive.arrive(event, key.watermark);
        key.add(event);
        assertThat(event.isLate()).as(where).isEqualTo(!known);
        FeatureAssertions.assertFeatures(event, purchases, known ? naive.of(event) : null, where);
        key.disturb(random);
      }
    }
  }

  @Test
  void aWindowHoldsTheEventItselfButNotTheOneExactlyItsLengthBefore() throws IOException {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(1, START);
    key.add(2, START + 1);
    assertThat(key.add(3, START + 7000).getLong(column(purchases, "events_7s"))).isEqualTo(2);
    assertThat(key.add(4, START + 7000).getLong(column(purchases, "events_7s"))).isEqualTo(3);
  }

  @Test
  void aDelayedWindowEndsExactlyTheDelayBeforeTheEvent() throws IOException {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("20s"));
    Key key = new Key(purchases);
    key.add(1, START);
    assertThat(key.add(2, START + 19_999).getLong(column(purchases, "events_7s"))).isZero();
    assertThat(key.add(3, START + 20_000).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add(4, START + 26_999).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add(5, START + 27_000).getLong(column(purchases, "events_7s"))).isZero();
  }

  @Test
  void ofEqualTimesOnlySmallerIdentitiesCount() throws IOException {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(10, START);
    assertThat(key.add(9, START).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add(100, START).getLong(column(purchases, "events_7s"))).isEqualTo(3);
  }

  @Test
  void textIdentitiesAreOrderedByTheirBytesNotAsNumbers() throws IOException {
    Purchases purchases = Purchases.of("\"string\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add("9", START);
    assertThat(key.add("10", START).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add("\uFF5E", START).getLong(column(purchases, "events_7s"))).isEqualTo(3);
    assertThat(key.add("\uD83D\uDE00", START).getLong(column(purchases, "events_7s")))
        .as("beyond the plane of two bytes, where UTF-16 would order otherwise")
        .isEqualTo(4);
  }

  @Test
  void aLateEventSeesNoLaterOneAndIsSeenByThoseAfterIt() throws IOException {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(1, START + 10_000);
    Event late = key.add(2, START + 5_000);
    assertThat(late.getLong(column(purchases, "events_1m"))).isEqualTo(1);
    assertThat(late.isLate()).as("late is decided by its shard, not by its key").isFalse();
    assertThat(key.add(3, START + 11_000).getLong(column(purchases, "events_7s"))).isEqualTo(3);
  }

  @Test
  void anEventOlderThanTheLatenessHasNullFeaturesAndIsMarked() throws IOException {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(1, START);
    assertThat(key.add(2, START - LATENESS).isLate()).isFalse();
    Event late = key.add(3, START - LATENESS - 1);
    assertThat(late.isLate()).isTrue();
    for (Column column : purchases.layout().columns()) {
      if (column.kind() == Column.Kind.FEATURE) {
        assertThat(late.isNull(column(purchases, column.name()))).as(column.name()).isTrue();
      }
    }
  }

  @Test
  void anAggregateThatIsNoNumberIsNull() throws IOException {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(purchases.event(1, START, "b", 1e308, 1));
    Event event = key.add(purchases.event(2, START, "b", 1e308, 1));
    assertThat(event.isNull(column(purchases, "spent_7s"))).isTrue();
    assertThat(event.isNull(column(purchases, "average_7s"))).isTrue();
    assertThat(event.getDouble(column(purchases, "largest_7s"))).isEqualTo(1e308);
    assertThat(event.getLong(column(purchases, "amounts_7s"))).isEqualTo(2);
  }

  @Test
  void countsAreWholeNumbersAndTheRestReal() {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    for (WindowFeature feature : entity(purchases).windowFeatures()) {
      assertThat(purchases.layout().column(feature.column()).type())
          .as(feature.text())
          .isEqualTo(feature.aggregate().isCount() ? ColumnType.LONG : ColumnType.DOUBLE);
    }
  }

  /** A key, which is now and then written and loaded anew, or thinned out. */
  private static final class Key {
    private final WindowFeatures rule;
    private final KeyCache.Loader<Contributions> loader;
    private final Purchases purchases;
    private Contributions contributions;
    private long watermark = Long.MIN_VALUE;

    Key(Purchases purchases) throws IOException {
      this(purchases, 4, 3);
    }

    Key(Purchases purchases, int leafRows, int fanout) throws IOException {
      this.purchases = purchases;
      this.rule =
          new WindowFeatures(
              entity(purchases),
              purchases.layout(),
              LATENESS,
              new StateSizes(0, 0, leafRows, leafRows, fanout));
      this.loader = Contributions.loader(rule.tree(), new MemoryBlocks());
      this.contributions = loader.load();
    }

    Event add(Object id, long time) throws IOException {
      return add(purchases.event(id, time, "b"));
    }

    Event add(Event event) throws IOException {
      rule.apply(event, contributions, watermark);
      watermark = Math.max(watermark, event.timeMillis());
      return event;
    }

    void disturb(Random random) throws IOException {
      int what = random.nextInt(10);
      if (what < 2) {
        contributions.write();
        contributions = loader.load();
      } else if (what < 4) {
        contributions.trim();
      }
    }
  }

  private static int column(Purchases purchases, String name) {
    return purchases.layout().position(name);
  }

  private static FeatureStep.Entity entity(Purchases purchases) {
    return (FeatureStep.Entity) purchases.pipeline().features().get(0);
  }
}
