package io.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.cli.UserException;
import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.lake.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Training on 1 and 2 January, a delay of two days, a test on 5 and 6 January. */
class TestRowsTest {
  private static final Protocol PROTOCOL =
      Protocol.of(
          Period.of(
              Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-03T00:00:00Z"), ""),
          LocalDate.parse("2026-01-05"),
          LocalDate.parse("2026-01-07"),
          Duration.ofDays(2));

  private final LabelledRows all = new LabelledRows(1);

  private void row(String time, String entity, int label) {
    all.add(new float[1], label == 1, Period.micros(Instant.parse(time)), entity);
  }

  private List<String> tested(boolean leaveOutKnown) {
    LabelledRows rows = TestRows.of(all, PROTOCOL, leaveOutKnown).rows();
    List<String> tested = new ArrayList<>();
    for (int i = 0; i < rows.rows(); i++) {
      tested.add(rows.entity(i) + " " + Protocol.day(rows.micros(i)).getDayOfMonth());
    }
    return tested;
  }

  @Test
  void leavesOutEachDayWhoIsKnownByThen() {
    row("2026-01-02T12:00:00Z", "trained", 1);
    row("2026-01-02T23:59:59.999999Z", "last", 1);
    row("2026-01-03T00:00:00Z", "next", 1);
    row("2026-01-04T00:00:00Z", "unknown", 1);
    row("2026-01-02T12:00:00Z", "honest", 0);
    for (String day : new String[] {"05", "06"}) {
      for (String entity : new String[] {"trained", "last", "next", "unknown", "honest"}) {
        row("2026-01-" + day + "T10:00:00Z", entity, entity.equals("unknown") ? 1 : 0);
      }
    }
    // What happened on the 3rd is known on the 5th at midnight, that is, from the 6th on.
    assertThat(tested(true))
        .containsExactly("next 5", "unknown 5", "honest 5", "unknown 6", "honest 6");
    assertThat(TestRows.of(all, PROTOCOL, true).leftOut()).isEqualTo(5);
    assertThat(tested(false)).hasSize(10);
    assertThat(TestRows.of(all, PROTOCOL, false).leftOut()).isZero();
  }

  @Test
  void keepsRowsWithoutEntity() {
    row("2026-01-01T12:00:00Z", null, 1);
    row("2026-01-05T12:00:00Z", null, 1);
    row("2026-01-05T12:00:00Z", "a", 0);
    assertThat(tested(true)).containsExactly("null 5", "a 5");
  }

  @Test
  void saysWhyNothingIsLeftToTest() {
    row("2026-01-01T12:00:00Z", "a", 1);
    assertThatThrownBy(() -> tested(true))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "there is no labelled row from 2026-01-05 until 2026-01-07: move --test-from and"
                + " --test-until");
    row("2026-01-05T12:00:00Z", "a", 1);
    row("2026-01-05T12:00:00Z", "b", 0);
    assertThatThrownBy(() -> tested(true))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "2 labelled rows from 2026-01-05 until 2026-01-07, 1 left without the entities known"
                + " by then, 0 of them positive: a test needs both kinds; move --test-from and"
                + " --test-until");
    assertThat(tested(false)).hasSize(2);
  }
}
