package io.millrace.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Names and orders that stand in tables, metrics and state, and so never change. */
class StoredNamesTest {
  @Test
  void countersKeepTheirLabelsAndTheirOrder() {
    assertThat(Arrays.stream(Counter.values()).map(Counter::label))
        .containsExactly(
            "read",
            "deadLettered",
            "quarantined",
            "duplicates",
            "written",
            "scored",
            "degraded",
            "late",
            "bytes",
            "history");
    for (Counter counter : Counter.values()) {
      assertThat(Counter.of(counter.ordinal())).isSameAs(counter);
    }
    assertThat(Counter.count()).isEqualTo(Counter.values().length);
  }

  @Test
  void reasonsOfDeadLettersKeepTheirNames() {
    assertThat(Arrays.stream(DeadLetterReason.values()).map(Enum::name))
        .containsExactlyInAnyOrder(
            "MALFORMED",
            "TRUNCATED",
            "OVERSIZED",
            "UNKNOWN_SCHEMA",
            "MISSING_FIELD",
            "MISSING_ID",
            "MISSING_TIME",
            "BAD_TIME",
            "TIME_AHEAD",
            "TIME_OUT_OF_RANGE",
            "DAMAGED_BLOCK");
  }
}
