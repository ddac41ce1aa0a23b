package io.millrace.job.lineage;

import io.millrace.job.config.ColumnLineage;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.SourceField;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Counter;
import io.millrace.job.event.Layout;
import java.io.Serializable;
import java.util.ArrayList;
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

  /** What a pipeline reads: the fields of its events. */
  public static LineageDataset input(DatasetName name, Pipeline pipeline) {
    Layout layout = pipeline.layout();
    return of(name, layout.columns().subList(0, layout.fields()), Counter.READ);
  }

  /** What a pipeline writes: its rows, each column with the fields of the event behind it. */
  public static LineageDataset rows(DatasetName name, Pipeline pipeline) {
    Map<String, List<SourceField>> sources = ColumnLineage.of(pipeline);
    List<Field> fields = new ArrayList<>();
    for (Column column : pipeline.layout().columns()) {
      List<Source> from = new ArrayList<>();
      for (SourceField source : sources.getOrDefault(column.name(), List.of())) {
        from.add(new Source(source.field(), source.how().type(), source.how().name()));
      }
      fields.add(new Field(column, from));
    }
    return new LineageDataset(name, fields, Counter.WRITTEN);
  }

  /**
   * A dataset of these columns, of which nothing is said where they come from.
   *
   * @param rows the counter of its rows
   */
  public static LineageDataset of(DatasetName name, List<Column> columns, Counter rows) {
    return new LineageDataset(
        name,
        columns.stream().map(column -> new Field(column, List.of())).collect(Collectors.toList()),
        rows);
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
    final List<Source> sources;

    private Field(Column column, List<Source> sources) {
      this.name = column.name();
      this.type = type(column);
      this.doc = column.doc().isEmpty() ? null : column.doc();
      this.sources = List.copyOf(sources);
    }

    private static String type(Column column) {
      String type = column.type().name().toLowerCase(Locale.ROOT);
      return column.type() == ColumnType.DECIMAL
          ? type + '(' + column.precision() + ',' + column.scale() + ')'
          : type;
    }
  }

  /** A field of the input, and how it gets into a column, in OpenLineage's words. */
  static final class Source implements Serializable {
    private static final long serialVersionUID = 1L;

    final String field;
    final String type;
    final String subtype;

    private Source(String field, String type, String subtype) {
      this.field = field;
      this.type = type;
      this.subtype = subtype;
    }
  }
}
