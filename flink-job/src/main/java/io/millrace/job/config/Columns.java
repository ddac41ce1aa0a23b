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
  private static final String ADDED = ", which Millrace adds itself";

  private final Problems problems;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, String> byLowerCase = new HashMap<>();
  private final Set<String> reserved = new HashSet<>();
  private final Set<String> faulty = new HashSet<>();
  private boolean fieldsUnknown;
  private Definitions definitions = Definitions.NONE;
  private List<String> reading = List.of();

  Columns(Problems problems) {
    this.problems = problems;
  }

  /** Keeps names for columns that Millrace adds when all others are there. */
  void reserve(List<String> names) {
    names.forEach(name -> reserved.add(name.toLowerCase(Locale.ROOT)));
  }

  /** Adds a column of the author at the end; a second one of its name (case apart) is a problem. */
  int add(Column column, String where) {
    return add(column, false, where);
  }

  /** Adds a column that Millrace itself brings. */
  int addOwn(Column column, String where) {
    return add(column, true, where);
  }

  private int add(Column column, boolean own, String where) {
    String lowerCase = column.name().toLowerCase(Locale.ROOT);
    boolean isReserved = !own && reserved.contains(lowerCase);
    String first = isReserved ? null : byLowerCase.putIfAbsent(lowerCase, column.name());
    if (first != null || isReserved) {
      problems.add(
          where,
          "a name that no other column has (warehouses do not tell case apart)",
          "'" + column.name() + "'" + (own || isReserved ? ADDED : holder(first)),
          "rename it");
      faulty.add(column.name());
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

  /** Names the columns whose expression is compiled next. */
  void reading(List<String> names) {
    reading = List.copyOf(names);
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
    if (!definitions.contains(name)) {
      return Scope.super.missing(name, position);
    }
    List<String> cycle =
        reading.stream()
            .map(reader -> definitions.cycle(reader, name))
            .filter(way -> !way.isEmpty())
            .findFirst()
            .orElse(List.of());
    if (cycle.isEmpty()) {
      return definitions.tooLate(name, position);
    }
    // A cycle is one fault, not one of each column in it.
    faulty.addAll(cycle);
    return new ExpressionFault(
        position,
        "a column that does not depend on this one",
        "the cycle " + String.join(" -> ", cycle),
        "break the cycle");
  }

  private String holder(String name) {
    int position = position(name);
    if (position < 0) {
      return " again";
    }
    Column.Kind kind = columns.get(position).kind();
    return ", which is a "
        + (kind == Column.Kind.FIELD
            ? "field of the event"
            : kind == Column.Kind.DERIVED ? "derived value" : "feature")
        + " already";
  }
}
