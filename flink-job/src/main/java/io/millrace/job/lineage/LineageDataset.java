package io.millrace.job.lineage;

import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Counter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A dataset that a run reads or writes: its name, columns, and what its rows come from. */
public final class LineageDataset implements Serializable {
  private static final long serialVersionUID = 1L;

  private final DatasetName name;
  private final List<Field> fields;
  private final Counter rows;

  private LineageDataset(DatasetName name, List<Field> fields, Counter rows) {
    this.name = Objects.requireNonNull(name);
    this.fields = List.copyOf(fields);
    this.rows = Objects.requireNonNull(rows);
  }

  /**
   * A dataset that the run reads, or writes without deriving anything (dead letters).
   *
   * @param rows the counter of its rows
   */
  public static LineageDataset of(DatasetName name, List<Column> columns, Counter rows) {
    return derived(name, columns, rows, Map.of());
  }

  /**
   * A dataset that the run writes.
   *
   * @param sources for each column the fields of the input that it comes from; a column that is
   *     missing comes from none
   * @param rows the counter of its rows
   */
  public static LineageDataset derived(
      DatasetName name,
      List<Column> columns,
      Counter rows,
      Map<String, ? extends Iterable<String>> sources) {
    Map<String, List<String>> copied = new LinkedHashMap<>();
    sources.forEach(
        (column, inputs) -> {
          List<String> list = new ArrayList<>();
          inputs.forEach(list::add);
          copied.put(column, list);
        });
    List<Field> fields =
        columns.stream()
            .map(column -> new Field(column, copied.getOrDefault(column.name(), List.of())))
            .collect(Collectors.toList());
    return new LineageDataset(name, fields, rows);
  }

  DatasetName name() {
    return name;
  }

  List<Field> fields() {
    return fields;
  }

  Counter rows() {
    return rows;
  }

  /** A column, and the fields of the input that it comes from. */
  static final class Field implements Serializable {
    private static final long serialVersionUID = 1L;

    final String name;
    final String type;
    final String doc;
    final String derivation;
    final List<String> sources;

    private Field(Column column, List<String> sources) {
      this.name = column.name();
      this.type = type(column);
      this.doc = column.doc().isEmpty() ? null : column.doc();
      this.derivation = derivation(column.kind());
      this.sources = List.copyOf(sources);
    }

    private static String type(Column column) {
      String type = column.type().name().toLowerCase(Locale.ROOT);
      return column.type() == ColumnType.DECIMAL
          ? type + '(' + column.precision() + ',' + column.scale() + ')'
          : type;
    }

    /** Subtype of a DIRECT transformation in OpenLineage's column lineage. */
    private static String derivation(Column.Kind kind) {
      switch (kind) {
        case FIELD:
          return "IDENTITY";
        case FEATURE:
          return "AGGREGATION";
        default:
          return "TRANSFORMATION";
      }
    }
  }
}
