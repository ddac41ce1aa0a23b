package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
  private final String distributedBy;
  private final String sortedBy;

  private TableSpec(String name, List<Field> fields, String distributedBy, String sortedBy) {
    this.name = Objects.requireNonNull(name);
    this.fields = List.copyOf(fields);
    this.distributedBy = distributedBy;
    this.sortedBy = sortedBy;
  }

  /**
   * The pipeline's table: the columns of its row, in their order; distributed by the first entity,
   * or by the identity where there is none, and sorted by event time.
   */
  public static TableSpec of(Pipeline pipeline) {
    int entity = pipeline.firstEntity();
    return of(pipeline.table(), pipeline.layout().columns())
        .laidOutBy(
            pipeline.layout().column(entity >= 0 ? entity : pipeline.identityColumn()).name(),
            pipeline.layout().column(pipeline.timestampColumn()).name());
  }

  /** A table of these columns, in their order, laid out as the warehouse sees fit. */
  public static TableSpec of(String name, List<Column> columns) {
    List<Field> fields = columns.stream().map(Field::new).collect(Collectors.toList());
    return new TableSpec(name, fields, null, null);
  }

  /**
   * The same table, laid out for how it is read, where the warehouse can do so.
   *
   * @param distributedBy column whose equal values are stored together
   * @param sortedBy column in whose order rows are stored
   */
  TableSpec laidOutBy(String distributedBy, String sortedBy) {
    return new TableSpec(
        name, fields, Objects.requireNonNull(distributedBy), Objects.requireNonNull(sortedBy));
  }

  public String name() {
    return name;
  }

  public List<Field> fields() {
    return fields;
  }

  /** Column whose equal values are stored together; empty: as the warehouse sees fit. */
  Optional<String> distributedBy() {
    return Optional.ofNullable(distributedBy);
  }

  /** Column in whose order rows are stored; empty: as the warehouse sees fit. */
  Optional<String> sortedBy() {
    return Optional.ofNullable(sortedBy);
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
