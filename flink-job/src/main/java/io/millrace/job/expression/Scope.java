package io.millrace.job.expression;

import io.millrace.job.event.Column;
import java.util.ArrayList;
import java.util.List;

/** The columns that an expression may read: those computed before it. */
public interface Scope {

  /** Position of a column in the row, or -1 when the expression may not read one of that name. */
  int position(String name);

  Column column(int position);

  /** Names that the expression may read, for suggestions. */
  List<String> names();

  /**
   * True for a name that has a fault of its own: an expression that reads it has no type, and no
   * fault because of that.
   */
  default boolean isFaulty(String name) {
    return false;
  }

  /** The fault of reading a column that {@link #position} does not know. */
  default ExpressionFault missing(String name, int position) {
    return new ExpressionFault(
        position, "a known column", "'" + name + "'", Suggestion.remedy(name, names()));
  }

  /** A scope of these columns, at their positions in the list. */
  static Scope of(List<Column> columns) {
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.add(column.name()));
    return new Scope() {
      @Override
      public int position(String name) {
        return names.indexOf(name);
      }

      @Override
      public Column column(int position) {
        return columns.get(position);
      }

      @Override
      public List<String> names() {
        return names;
      }
    };
  }
}
