package io.millrace.job.config;

import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.expression.ExpressionFault;
import io.millrace.job.expression.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The row as it grows while a pipeline is read: what an expression may read at this point. */
final class Columns implements Scope {
  private final Problems problems;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, String> byLowerCase = new HashMap<>();
  private final Set<String> faulty = new HashSet<>();
  private boolean fieldsUnknown;
  private Definitions definitions = Definitions.NONE;
  private String reading = "";

  Columns(Problems problems) {
    this.problems = problems;
  }

  /** Adds a column at the end; a second one of its name (case apart) is a problem. */
  int add(Column column, String where) {
    String lowerCase = column.name().toLowerCase(Locale.ROOT);
    String first = byLowerCase.putIfAbsent(lowerCase, column.name());
    if (first != null) {
      int position = position(first);
      String kind = position < 0 ? "" : ", which is a " + kind(columns.get(position).kind());
      problems.add(
          where,
          "a name that no other column has (warehouses do not tell case apart)",
          "'" + column.name() + "'" + (position < 0 ? " again" : kind + " already"),
          column.kind() == Column.Kind.SCORE || column.kind() == Column.Kind.ORIGIN
              ? "rename the other column: Millrace adds one of this name"
              : "rename it");
      return -1;
    }
    positions.put(column.name(), columns.size());
    columns.add(column);
    return columns.size() - 1;
  }

  /** Marks a name whose definition has a fault, so that its readers get no fault of their own. */
  void setFaulty(String name) {
    faulty.add(name);
    byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
  }

  /** The schema cannot be read: any name may be a field. */
  void setFieldsUnknown() {
    fieldsUnknown = true;
  }

  boolean areFieldsUnknown() {
    return fieldsUnknown;
  }

  /** Columns that the pipeline defines further on, for messages. */
  void setDefinitions(Definitions definitions) {
    this.definitions = definitions;
  }

  /** Names the column whose expression is compiled next. */
  void reading(String name) {
    reading = name;
  }

  int size() {
    return columns.size();
  }

  Layout layout() {
    return Layout.of(columns);
  }

  /** The columns up to now, those of these kinds. */
  List<String> names(Column.Kind... kinds) {
    Set<Column.Kind> wanted = Set.of(kinds);
    return columns.stream()
        .filter(column -> wanted.contains(column.kind()))
        .map(Column::name)
        .collect(Collectors.toList());
  }

  @Override
  public int position(String name) {
    return positions.getOrDefault(name, -1);
  }

  @Override
  public Column column(int position) {
    return columns.get(position);
  }

  @Override
  public List<String> names() {
    return columns.stream().map(Column::name).collect(Collectors.toList());
  }

  @Override
  public boolean isFaulty(String name) {
    return faulty.contains(name) || (fieldsUnknown && !definitions.contains(name));
  }

  @Override
  public ExpressionFault missing(String name, int position) {
    return definitions
        .explain(reading, name, position)
        .orElseGet(() -> Scope.super.missing(name, position));
  }

  private static String kind(Column.Kind kind) {
    switch (kind) {
      case FIELD:
        return "field of the event";
      case DERIVED:
        return "derived value";
      case FEATURE:
        return "feature";
      default:
        return "column of Millrace's own";
    }
  }
}
