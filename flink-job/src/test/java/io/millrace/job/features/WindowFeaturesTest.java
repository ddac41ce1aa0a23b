package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Incremental windows against windows looked up among all events. */
class WindowFeaturesTest {
  private static final int SEEDS = 250;
  private static final int EVENTS = 120;
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
            events: count()
            amounts: count(amount)
            spent: sum(amount)
            average: mean(amount)
            smallest: min(amount)
            largest: max(amount)
            risk: "mean(fraud, default: 0)"
            frauds: "sum(fraud, default: -1)"
      """;

  @ParameterizedTest
  @CsvSource({
    "'\"string\"', 0s",
    "'\"string\"', 20s",
    "'\"long\"', 0s",
    "'\"long\"', 3s",
    "'\"int\"', 90s"
  })
  void equalsTheDefinitionOverDisorderTiesAndNulls(String idType, String delay) {
    Purchases purchases = Purchases.of(idType, SETTINGS.formatted(delay));
    FeatureStep.Entity entity = entity(purchases);
    WindowFeatures rule = new WindowFeatures(entity, LATENESS);
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      int disorder = random.nextInt(4) * 20;
      NaiveFeatures naive = naive(purchases, entity);
      Contributions contributions = new Contributions(entity.inputs().size());
      byte[] state = null;
      long now = START;
      for (int i = 0; i < EVENTS; i++) {
        now += random.nextInt(12) == 0 ? 1000L * random.nextInt(200) : 1000L * random.nextInt(3);
        Event event = purchases.random(random, now, disorder, "b");
        Double[] expected = naive.next(event);
        contributions.read(state);
        rule.apply(event, contributions);
        state = contributions.toBytes();
        assertThat(event.isLate())
            .as("seed %d event %d late", seed, i)
            .isEqualTo(naive.isTooLate(event));
        assertFeatures(event, entity, expected, "seed " + seed + " event " + i);
      }
    }
  }

  private static void assertFeatures(
      Event event, FeatureStep.Entity entity, Double[] expected, String where) {
    List<WindowFeature> features = entity.windowFeatures();
    for (int i = 0; i < expected.length; i++) {
      WindowFeature feature = features.get(i);
      String what = where + ' ' + feature.text() + " over " + feature.window();
      assertThat(event.isNull(feature.column())).as(what).isEqualTo(expected[i] == null);
      if (feature.aggregate().isCount() && expected[i] != null) {
        assertThat(event.getLong(feature.column())).as(what).isEqualTo(expected[i].longValue());
      } else if (expected[i] != null) {
        assertThat(event.getDouble(feature.column()))
            .as(what)
            .isCloseTo(expected[i], within(1e-9 * Math.max(1, Math.abs(expected[i]))));
      }
    }
  }

  @Test
  void aWindowHoldsTheEventItselfButNotTheOneExactlyItsLengthBefore() {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(1, START);
    key.add(2, START + 1);
    assertThat(key.add(3, START + 7000).getLong(column(purchases, "events_7s"))).isEqualTo(2);
    assertThat(key.add(4, START + 7000).getLong(column(purchases, "events_7s"))).isEqualTo(3);
  }

  @Test
  void aDelayedWindowEndsExactlyTheDelayBeforeTheEvent() {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("20s"));
    Key key = new Key(purchases);
    key.add(1, START);
    assertThat(key.add(2, START + 19_999).getLong(column(purchases, "events_7s"))).isZero();
    assertThat(key.add(3, START + 20_000).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add(4, START + 26_999).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add(5, START + 27_000).getLong(column(purchases, "events_7s"))).isZero();
  }

  @Test
  void ofEqualTimesOnlySmallerIdentitiesCount() {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(10, START);
    assertThat(key.add(9, START).getLong(column(purchases, "events_7s"))).isEqualTo(1);
    assertThat(key.add(100, START).getLong(column(purchases, "events_7s"))).isEqualTo(3);
  }

  @Test
  void textIdentitiesAreOrderedByTheirBytesNotAsNumbers() {
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
  void aLateEventSeesNoLaterOneAndIsSeenByThoseAfterIt() {
    Purchases purchases = Purchases.of("\"long\"", SETTINGS.formatted("0s"));
    Key key = new Key(purchases);
    key.add(1, START + 10_000);
    Event late = key.add(2, START + 5_000);
    assertThat(late.getLong(column(purchases, "events_1m"))).isEqualTo(1);
    assertThat(late.isLate()).as("late is decided by its shard, not by its key").isFalse();
    assertThat(key.add(3, START + 11_000).getLong(column(purchases, "events_7s"))).isEqualTo(3);
  }

  @Test
  void anEventOlderThanTheLatenessHasNullFeaturesAndIsMarked() {
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
  void anAggregateThatIsNoNumberIsNull() {
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

  /** A key whose state goes through its bytes between any two events. */
  private static final class Key {
    private final Purchases purchases;
    private final WindowFeatures rule;
    private final Contributions contributions;
    private byte[] state;

    Key(Purchases purchases) {
      this.purchases = purchases;
      FeatureStep.Entity entity = entity(purchases);
      this.rule = new WindowFeatures(entity, LATENESS);
      this.contributions = new Contributions(entity.inputs().size());
    }

    Event add(Object id, long time) {
      return add(purchases.event(id, time, "b"));
    }

    Event add(Event event) {
      contributions.read(state);
      rule.apply(event, contributions);
      state = contributions.toBytes();
      return event;
    }
  }

  private static int column(Purchases purchases, String name) {
    return purchases.layout().position(name);
  }

  private static FeatureStep.Entity entity(Purchases purchases) {
    return (FeatureStep.Entity) purchases.pipeline().features().get(0);
  }

  private static NaiveFeatures naive(Purchases purchases, FeatureStep.Entity entity) {
    int amount = purchases.layout().position("amount");
    int fraud = purchases.layout().position("fraud");
    return new NaiveFeatures(
        entity,
        LATENESS,
        Map.of(
            "",
            event -> 1.0,
            "amount",
            event -> event.isNull(amount) ? null : event.getDouble(amount),
            "fraud",
            event -> event.isNull(fraud) ? null : (double) event.getLong(fraud)));
  }
}
