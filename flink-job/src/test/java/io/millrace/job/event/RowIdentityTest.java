package io.millrace.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowIdentityTest {
  private final Layout layout =
      Layout.of(
          List.of(
              column("text", ColumnType.STRING),
              column("number", ColumnType.INT),
              column("at", ColumnType.TIMESTAMP)));
  private final Event row = Event.ofRow(Origin.ofFile("in", "f", 0, 0), 3);

  private static Column column(String name, ColumnType type) {
    return Column.of(name, type, false, Column.Kind.FIELD, "");
  }

  @Test
  void readsATextAndTheTimeInWholeMilliseconds() {
    row.setObject(0, "42");
    row.setLong(2, 1_999);
    RowIdentity.of(layout, 0, 2).restore(row);
    assertThat(row.hasNumericId()).isFalse();
    assertThat(row.id()).isEqualTo("42");
    assertThat(row.timeMillis()).isEqualTo(1);
    row.setLong(2, -1);
    RowIdentity.of(layout, 0, 2).restore(row);
    assertThat(row.timeMillis()).isEqualTo(-1);
  }

  @Test
  void readsANumber() {
    row.setLong(1, 42);
    row.setLong(2, 0);
    RowIdentity.of(layout, 1, 2).restore(row);
    assertThat(row.hasNumericId()).isTrue();
    assertThat(row.idNumber()).isEqualTo(42);
  }

  @Test
  void refusesColumnsThatHoldNeither() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowIdentity.of(layout, 2, 2))
        .withMessage("no identity: at TIMESTAMP NOT NULL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RowIdentity.of(layout, 0, 1))
        .withMessage("no event time: number INT NOT NULL");
  }
}
