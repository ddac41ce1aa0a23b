package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A table of the warehouse as the pipeline wants it. Immutable.
 *
 * <p>Every column takes nulls, also where the pipeline never writes one: rows older than a column
 * have none, and one bad row must not stop the load of all others. What a row must hold is decided
 * by the row rules, long before.
 */
public final class TableSpec implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final List<Field> fields;

  private TableSpec(String name, List<Field> fields) {
    this.name = Objects.requireNonNull(name);
    this.fields = List.copyOf(fields);
  }

  /** The pipeline's table: the columns of its row, in their order. */
  public static TableSpec of(Pipeline pipeline) {
    return of(pipeline.table(), pipeline.layout().columns());
  }

  /** A table of these columns, in their order. */
  public static TableSpec of(String name, List<Column> columns) {
    return new TableSpec(name, columns.stream().map(Field::new).collect(Collectors.toList()));
  }

  public String name() {
    return name;
  }

  public List<Field> fields() {
    return fields;
  }

  @Override
  public String toString() {
    return name + fields;
  }

  /** A column of the table. */
  public static final class Field implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final ColumnType type;
    private final int precision;
    private final int scale;

    private Field(Column column) {
      this.name = column.name();
      this.type = column.type();
      this.precision = column.precision();
      this.scale = column.scale();
    }

    public String name() {
      return name;
    }

    public ColumnType type() {
      return type;
    }

    /** Decimal digits in all; 0 unless the type is DECIMAL. */
    public int precision() {
      return precision;
    }

    /** Decimal digits after the point; 0 unless the type is DECIMAL. */
    public int scale() {
      return scale;
    }

    @Override
    public String toString() {
      return name + ' ' + type;
    }
  }
}
