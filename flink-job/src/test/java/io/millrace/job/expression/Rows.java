package io.millrace.job.expression;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RowExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A row with a column of every type, filled by name. */
final class Rows {
  static final List<Column> COLUMNS = new ArrayList<>();
  static final Layout LAYOUT;

  static {
    for (ColumnType type :
        List.of(
            ColumnType.BOOLEAN,
            ColumnType.INT,
            ColumnType.LONG,
            ColumnType.DOUBLE,
            ColumnType.STRING,
            ColumnType.TIMESTAMP,
            ColumnType.DATE,
            ColumnType.BYTES)) {
      String name = type.name().toLowerCase(Locale.ROOT);
      COLUMNS.add(Column.of(name, type, true, Column.Kind.FIELD, ""));
      COLUMNS.add(Column.of("other." + name, type, true, Column.Kind.FIELD, ""));
    }
    COLUMNS.add(Column.decimal("decimal", 10, 2, true, Column.Kind.FIELD, ""));
    LAYOUT = Layout.of(COLUMNS);
  }

  private Rows() {}

  /** An event with these values; columns that are not named are null. */
  static Event of(Map<String, ?> values) {
    Event event = new Event(new byte[0], Origin.ofFile("in", "file", 0, 0), LAYOUT.size());
    values.forEach(
        (name, value) -> {
          int column = LAYOUT.position(name);
          switch (LAYOUT.column(column).type()) {
            case BOOLEAN -> event.setBoolean(column, (Boolean) value);
            case DOUBLE -> event.setDouble(column, ((Number) value).doubleValue());
            case STRING, BYTES -> event.setObject(column, value);
            case DECIMAL -> event.setObject(column, new BigDecimal(value.toString()));
            default -> event.setLong(column, ((Number) value).longValue());
          }
        });
    return event;
  }

  /** The value of an expression for events, as a boxed object. */
  static Function<Event, Object> compile(ExpressionCompiler compiler, String text) {
    List<ExpressionFault> faults = new ArrayList<>();
    RowExpression expression =
        compiler
            .compile(text, Scope.of(COLUMNS), faults::add)
            .orElseThrow(() -> new AssertionError(text + ": " + faults))
            .newInstance();
    return event -> {
      if (!expression.evaluate(event)) {
        return null;
      }
      return switch (expression.type()) {
        case BOOLEAN -> expression.longValue() == 1;
        case DOUBLE -> expression.doubleValue();
        case STRING -> expression.objectValue();
        default -> expression.longValue();
      };
    };
  }
}
