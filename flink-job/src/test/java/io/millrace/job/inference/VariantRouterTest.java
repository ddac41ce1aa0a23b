package io.millrace.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VariantRouterTest {
  private static final int ENTITIES = 100_000;

  private static long key(String entity) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), 1);
    event.setObject(0, entity);
    return VariantRouter.key(event, 0, ColumnType.STRING);
  }

  private static Map<Long, String> routes(Map<String, Integer> weights) {
    VariantRouter router = VariantRouter.of(weights);
    Map<Long, String> routes = new HashMap<>();
    for (int i = 0; i < ENTITIES; i++) {
      long key = key("customer-" + i);
      routes.put(key, router.route(key));
    }
    return routes;
  }

  private static double share(Map<Long, String> routes, String variant) {
    return routes.values().stream().filter(variant::equals).count() / (double) routes.size();
  }

  @Test
  void sharesEntitiesByWeight() {
    Map<Long, String> routes = routes(Map.of("a", 70, "b", 20, "c", 10));
    assertThat(share(routes, "a")).isCloseTo(0.7, within(0.01));
    assertThat(share(routes, "b")).isCloseTo(0.2, within(0.01));
    assertThat(share(routes, "c")).isCloseTo(0.1, within(0.01));
  }

  @Test
  void routesAnEntityTheSameWayAfterARestart() {
    // Written down from the first version: a change here would move every customer.
    VariantRouter router = VariantRouter.of(Map.of("champion", 90, "challenger", 10));
    StringBuilder routes = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      routes.append(router.route(key("customer-" + i)).equals("champion") ? '.' : 'x');
    }
    assertThat(routes).hasToString(FROZEN);
  }

  private static final String FROZEN = ".......................x..........x.....";

  @Test
  void movesOnlyTheNeededShareWhenWeightsChange() {
    Map<Long, String> before = routes(Map.of("champion", 90, "challenger", 10));
    Map<Long, String> after = routes(Map.of("champion", 80, "challenger", 20));
    long moved = before.keySet().stream().filter(k -> !before.get(k).equals(after.get(k))).count();
    long back =
        before.keySet().stream()
            .filter(k -> before.get(k).equals("challenger") && after.get(k).equals("champion"))
            .count();
    assertThat(moved / (double) ENTITIES).isCloseTo(0.1, within(0.01));
    assertThat(back).isZero();
  }

  @Test
  void takesOnlyItsShareFromTheOthersWhenAVariantIsAdded() {
    Map<Long, String> before = routes(Map.of("a", 60, "b", 40));
    Map<Long, String> after = routes(Map.of("a", 60, "b", 40, "c", 25));
    assertThat(before.keySet())
        .allMatch(k -> after.get(k).equals("c") || after.get(k).equals(before.get(k)));
    assertThat(share(after, "c")).isCloseTo(0.2, within(0.01));
  }

  @Test
  void neverChoosesAVariantOfWeightZero() {
    assertThat(routes(Map.of("champion", 1, "challenger", 0)).values()).containsOnly("champion");
  }

  @Test
  void leavesTheChoiceToTheEndpointWithoutVariants() {
    assertThat(VariantRouter.of(Map.of()).route(42)).isNull();
  }

  @Test
  void refusesWeightsThatCannotBeMet() {
    assertThatThrownBy(() -> VariantRouter.of(Map.of("a", -1)))
        .hasMessage("weight of variant a is negative: -1");
    assertThatThrownBy(() -> VariantRouter.of(Map.of("a", 0)))
        .hasMessage("all variants have weight 0: [a]");
  }

  @Test
  void keysAnEventWithoutEntityByItsIdentity() {
    Event event = new Event(new byte[0], Origin.ofFile("in", "f", 0, 0), 1);
    event.setId("e-1");
    assertThat(VariantRouter.key(event, 0, ColumnType.STRING)).isEqualTo(key("e-1"));
    assertThat(VariantRouter.key(event, -1, null)).isEqualTo(key("e-1"));
    event.setId(7);
    long number = VariantRouter.key(event, -1, null);
    event.setLong(0, 7);
    assertThat(VariantRouter.key(event, 0, ColumnType.LONG)).isEqualTo(number);
  }
}
