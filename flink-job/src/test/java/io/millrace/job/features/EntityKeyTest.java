package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class EntityKeyTest {
  private final Purchases purchases = Purchases.of("\"long\"", "");

  @Test
  void isTheEntityAsText() throws Exception {
    Event event = purchases.event(7, 0, "ann", 1.0, 3);
    assertThat(InstantiationUtil.clone(purchases.key()).getKey(event)).isEqualTo("ann");
    assertThat(EntityKey.of(purchases.files(), purchases.layout().position("fraud")).getKey(event))
        .isEqualTo("3");
  }

  @Test
  void isTheIdentityWhereThereIsNoEntity() {
    Event event = purchases.event(7, 0, null);
    String key = purchases.key().getKey(event);
    assertThat(key).endsWith("7").isNotEqualTo("7");
    assertThat(EntityKey.of(purchases.files(), -1).getKey(event)).isEqualTo(key);
    assertThat(purchases.key().getKey(purchases.event(8, 0, null))).isNotEqualTo(key);
    assertThat(purchases.key().getKey(purchases.event(7, 0, "7"))).isEqualTo("7");
  }
}
