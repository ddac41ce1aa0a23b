package io.millrace.job.warehouse;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.Layout;
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

  /** Of equal versions the first to arrive counts, as it does where duplicates are dropped. */
  private static final List<String> FIRST_ARRIVAL =
      List.of("arrival_time", "origin_stream", "origin_shard", "origin_sequence");

  private final String name;
  private final List<Field> fields;
  private final String distributedBy;
  private final String sortedBy;
  private final Upsert upsert;
  private final Latest latest;

  private TableSpec(
      String name,
      List<Field> fields,
      String distributedBy,
      String sortedBy,
      Upsert upsert,
      Latest latest) {
    this.name = Objects.requireNonNull(name);
    this.fields = List.copyOf(fields);
    this.distributedBy = distributedBy;
    this.sortedBy = sortedBy;
    this.upsert = upsert;
    this.latest = latest;
  }

  /**
   * The pipeline's table: the columns of its row, in their order; distributed by the first entity,
   * or by the identity where there is none or rows are merged by it, and sorted by event time.
   */
  public static TableSpec of(Pipeline pipeline) {
    Layout layout = pipeline.layout();
    int entity = pipeline.upsert().isPresent() ? -1 : pipeline.firstEntity();
    TableSpec table =
        of(pipeline.table(), layout.columns())
            .laidOutBy(
                layout.column(entity >= 0 ? entity : pipeline.identityColumn()).name(),
                layout.column(pipeline.timestampColumn()).name());
    return pipeline
        .upsert()
        .map(
            spec ->
                table.upserting(
                    layout.column(spec.idColumn()).name(),
                    layout.column(spec.versionColumn()).name(),
                    FIRST_ARRIVAL))
        .orElse(table);
  }

  /** A table of these columns, in their order, laid out as the warehouse sees fit. */
  public static TableSpec of(String name, List<Column> columns) {
    List<Field> fields = columns.stream().map(Field::new).collect(Collectors.toList());
    return new TableSpec(name, fields, null, null, null, null);
  }

  /**
   * The same table, laid out for how it is read, where the warehouse can do so.
   *
   * @param distributedBy column whose equal values are stored together
   * @param sortedBy column in whose order rows are stored
   */
  TableSpec laidOutBy(String distributedBy, String sortedBy) {
    return new TableSpec(
        name,
        fields,
        Objects.requireNonNull(distributedBy),
        Objects.requireNonNull(sortedBy),
        upsert,
        latest);
  }

  /**
   * The same table with one row for each key: that of the highest version.
   *
   * @param ties columns by whose order the first of equal versions is the one that counts
   */
  TableSpec upserting(String key, String version, List<String> ties) {
    return new TableSpec(
        name, fields, distributedBy, sortedBy, new Upsert(key, version, ties), latest);
  }

  /**
   * The same table with a view over it, {@code <name>_latest}, that shows of the rows that are
   * alike in some columns the one that is highest in others.
   */
  public TableSpec showingLatest(List<String> alike, List<String> highest) {
    return new TableSpec(name, fields, distributedBy, sortedBy, upsert, new Latest(alike, highest));
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

  /** How rows of one key are merged into one; empty: each row is added. */
  Optional<Upsert> upsert() {
    return Optional.ofNullable(upsert);
  }

  /** The view over the table; empty: there is none. */
  Optional<Latest> latest() {
    return Optional.ofNullable(latest);
  }

  @Override
  public String toString() {
    return name + fields;
  }

  /** A view that shows one row of those that are alike. */
  static final class Latest implements Serializable {
    private static final long serialVersionUID = 1L;

    final List<String> alike;
    final List<String> highest;

    private Latest(List<String> alike, List<String> highest) {
      this.alike = List.copyOf(alike);
      this.highest = List.copyOf(highest);
    }
  }

  /** One row for each key. */
  static final class Upsert implements Serializable {
    private static final long serialVersionUID = 1L;

    final String key;
    final String version;
    final List<String> ties;

    private Upsert(String key, String version, List<String> ties) {
      this.key = Objects.requireNonNull(key);
      this.version = Objects.requireNonNull(version);
      this.ties = List.copyOf(ties);
    }
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
