package io.millrace.job.event;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns of a pipeline's row in their fixed order: first the event's own fields, then what the
 * stages add. Stages resolve names to positions once, at start, and work by position from there on.
 */
public final class Layout {
  private final List<Column> columns;
  private final int fields;
  private final Map<String, Integer> positions;

  private Layout(List<Column> columns) {
    this.columns = List.copyOf(columns);
    this.positions = new HashMap<>();
    int fieldCount = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (positions.putIfAbsent(columns.get(i).name(), i) != null) {
        throw new IllegalArgumentException("two columns are named " + columns.get(i).name());
      }
      if (columns.get(i).kind() == Column.Kind.FIELD) {
        if (fieldCount != i) {
          throw new IllegalArgumentException("fields of the event come before all other columns");
        }
        fieldCount++;
      }
    }
    this.fields = fieldCount;
  }

  /** A layout of these columns; fields of the event come first, names are unique. */
  public static Layout of(List<Column> columns) {
    return new Layout(columns);
  }

  public List<Column> columns() {
    return columns;
  }

  public Column column(int position) {
    return columns.get(position);
  }

  public int size() {
    return columns.size();
  }

  /** Number of leading columns that decoding fills. */
  public int fields() {
    return fields;
  }

  /** Position of a column, or -1 when there is none of that name. */
  public int position(String name) {
    return positions.getOrDefault(name, -1);
  }
}
