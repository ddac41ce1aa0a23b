package io.millrace.job.dqdl;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The rule types of DQDL that Millrace answers. */
enum RuleType {
  IS_COMPLETE("IsComplete", true, true),
  COLUMN_VALUES("ColumnValues", true, true),
  COLUMN_LENGTH("ColumnLength", true, true),
  COLUMN_DATA_TYPE("ColumnDataType", true, true),
  ROW_COUNT("RowCount", false, false),
  COMPLETENESS("Completeness", false, true),
  MEAN("Mean", false, true);

  private final String dqdl;
  private final boolean row;
  private final boolean column;

  RuleType(String dqdl, boolean row, boolean column) {
    this.dqdl = dqdl;
    this.row = row;
    this.column = column;
  }

  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (RuleType type : values()) {
      names.add(type.dqdl);
    }
    return names;
  }

  static Optional<RuleType> of(String name) {
    for (RuleType type : values()) {
      if (type.dqdl.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Whether each event keeps or breaks the rule by itself. */
  boolean isRow() {
    return row;
  }

  /** Whether the rule names a column. */
  boolean hasColumn() {
    return column;
  }

  @Override
  public String toString() {
    return dqdl;
  }
}
