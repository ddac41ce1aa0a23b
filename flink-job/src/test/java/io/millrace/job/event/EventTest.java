package io.millrace.job.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class EventTest {
  /** Around the bounds of the words that hold presence bits. */
  private static final int[] COLUMNS = {0, 1, 63, 64, 65, 127, 128};

  private final Origin origin = Origin.ofFile("in", "f", 0, 0);
  private final Event event = new Event(new byte[] {1}, origin, 129);

  @Test
  void aColumnIsNullUntilItIsSetAndWhenItIsSetNull() {
    for (int column : COLUMNS) {
      assertThat(event.isNull(column)).isTrue();
      event.setLong(column, 0);
      for (int other : COLUMNS) {
        assertThat(event.isNull(other)).as("%d after %d", other, column).isEqualTo(other > column);
      }
    }
    for (int column : COLUMNS) {
      event.setNull(column);
      assertThat(event.isNull(column)).isTrue();
    }
  }

  @Test
  void keepsValuesOfEveryType() {
    event.setLong(0, Long.MIN_VALUE);
    event.setDouble(1, -0.0);
    event.setDouble(2, Double.NaN);
    event.setBoolean(63, true);
    event.setBoolean(64, false);
    event.setObject(65, "text");
    event.setObject(66, new byte[] {7});
    event.setObject(67, new BigDecimal("1.50"));
    assertThat(event.getLong(0)).isEqualTo(Long.MIN_VALUE);
    assertThat(event.getDouble(1)).usingComparator(Double::compare).isEqualTo(-0.0);
    assertThat(event.getDouble(2)).isNaN();
    assertThat(event.getBoolean(63)).isTrue();
    assertThat(event.getBoolean(64)).isFalse();
    assertThat(event.isNull(64)).isFalse();
    assertThat(event.getString(65)).isEqualTo("text");
    assertThat(event.getBytes(66)).containsExactly(7);
    assertThat(event.getDecimal(67)).isEqualTo(new BigDecimal("1.50"));
    event.setObject(65, null);
    assertThat(event.isNull(65)).isTrue();
    assertThat(event.getObject(65)).isNull();
  }

  @Test
  void isKnownByANumberOrAText() {
    event.setId(42);
    assertThat(event.hasNumericId()).isTrue();
    assertThat(event.idNumber()).isEqualTo(42);
    assertThat(event.id()).isEqualTo("42");
    event.setId(-7);
    assertThat(event.id()).isEqualTo("-7");
    event.setId("042");
    assertThat(event.hasNumericId()).isFalse();
    assertThat(event.id()).isEqualTo("042");
  }

  @Test
  void aCopyEqualsItAndSharesNoColumn() {
    event.setId(5);
    event.setTimeMillis(99);
    event.setLate(true);
    event.setHistory(true);
    event.setBrokenRules(3);
    event.setDouble(64, 2.5);
    event.setObject(128, "x");
    Event copy = event.copy();
    assertThat(copy).usingRecursiveComparison().isEqualTo(event);
    assertThat(copy.payload()).isSameAs(event.payload());

    copy.setNull(64);
    copy.setObject(128, "y");
    copy.setId("other");
    assertThat(event.getDouble(64)).isEqualTo(2.5);
    assertThat(event.getString(128)).isEqualTo("x");
    assertThat(event.id()).isEqualTo("5");
  }

  @Test
  void aRowHasNoBytes() {
    Event row = Event.ofRow(origin, 3);
    assertThat(row.isRow()).isTrue();
    assertThat(row.copy().isRow()).isTrue();
    assertThat(row.payload()).isEmpty();
    assertThat(new Event(new byte[0], origin, 3).isRow()).as("a record of no bytes").isFalse();
  }
}
