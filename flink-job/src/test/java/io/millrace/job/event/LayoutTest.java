package io.millrace.job.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private final Column field = column("id", Column.Kind.FIELD);
  private final Column nested = column("card.network", Column.Kind.FIELD);
  private final Column derived = column("night", Column.Kind.DERIVED);

  @Test
  void knowsColumnsByPositionAndName() {
    Layout layout = Layout.of(List.of(field, nested, derived));
    assertThat(layout.size()).isEqualTo(3);
    assertThat(layout.fields()).isEqualTo(2);
    assertThat(layout.position("card.network")).isEqualTo(1);
    assertThat(layout.position("night")).isEqualTo(2);
    assertThat(layout.position("Night")).isEqualTo(-1);
    assertThat(layout.column(2)).isSameAs(derived);
  }

  @Test
  void refusesTwoColumnsOfOneName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Layout.of(List.of(field, column("id", Column.Kind.DERIVED))))
        .withMessage("two columns are named id");
  }

  @Test
  void refusesAFieldBehindAnotherColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Layout.of(List.of(derived, field)))
        .withMessageContaining("come before all other columns");
  }

  private static Column column(String name, Column.Kind kind) {
    return Column.of(name, ColumnType.STRING, true, kind, "");
  }
}
