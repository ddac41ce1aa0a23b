package io.millrace.job.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Event;
import io.millrace.job.testing.StageHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DeriveColumnsTest {
  private static final long NIGHT = 1_714_532_400_000L; // 2024-05-01T03:00:00Z

  private final Purchases purchases =
      Purchases.of(
          "\"string\"",
          """
          features:
            - derive:
                euros: amount / 100
                twice: euros * 2
                large: amount > 500
                night: isNight(at)
                who: buyer
          """);

  @Test
  void fillsColumnsOfEveryTypeInTheirOrder() throws Exception {
    Event event = derived(purchases.event("a", NIGHT, "ann", 1000.0, 1));
    assertThat(event.getDouble(column("euros"))).isEqualTo(10);
    assertThat(event.getDouble(column("twice"))).isEqualTo(20);
    assertThat(event.getBoolean(column("large"))).isTrue();
    assertThat(event.isNull(column("night"))).isFalse();
    assertThat(event.getString(column("who"))).isEqualTo("ann");
  }

  @Test
  void aValueOverANullIsNull() throws Exception {
    Event event = derived(purchases.event("a", NIGHT, null, null, 1));
    for (String name : new String[] {"euros", "twice", "large", "who"}) {
      assertThat(event.isNull(column(name))).as(name).isTrue();
    }
  }

  @Test
  void overwritesWhatAnEarlierRunLeftInTheColumn() throws Exception {
    Event event = purchases.event("a", NIGHT, null, null, 1);
    event.setDouble(column("euros"), 7);
    event.setObject(column("who"), "eve");
    Event derived = derived(event);
    assertThat(derived.isNull(column("euros"))).isTrue();
    assertThat(derived.isNull(column("who"))).isTrue();
  }

  private Event derived(Event event) throws Exception {
    try (OneInputStreamOperatorTestHarness<Event, Event> stage =
        StageHarness.of(
            purchases.type(),
            events -> DeriveColumns.attach(events, purchases.type(), purchases.files(), 0),
            null)) {
      stage.processElement(event, event.timeMillis());
      return stage.extractOutputValues().get(0);
    }
  }

  private int column(String name) {
    return purchases.layout().position(name);
  }
}
