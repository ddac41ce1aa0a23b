package io.millrace.job.event;

import java.util.Objects;

/** One column of the stream's row: where it comes from, its name, type and meaning. */
public final class Column {

  /** Which stage fills a column. */
  public enum Kind {
    /** A field of the event, filled by decoding. */
    FIELD,
    /** An expression over columns before it. */
    DERIVED,
    /** A windowed aggregate of an entity. */
    FEATURE,
    /** What inference says of the event. */
    SCORE,
    /** Identity, time and origin of the record. */
    ORIGIN
  }

  private final String name;
  private final ColumnType type;
  private final boolean nullable;
  private final Kind kind;
  private final int precision;
  private final int scale;
  private final String doc;

  private Column(
      String name,
      ColumnType type,
      boolean nullable,
      Kind kind,
      int precision,
      int scale,
      String doc) {
    this.name = Objects.requireNonNull(name);
    this.type = Objects.requireNonNull(type);
    this.nullable = nullable;
    this.kind = Objects.requireNonNull(kind);
    this.precision = precision;
    this.scale = scale;
    this.doc = Objects.requireNonNull(doc);
  }

  public static Column of(String name, ColumnType type, boolean nullable, Kind kind, String doc) {
    return new Column(name, type, nullable, kind, 0, 0, doc);
  }

  public static Column decimal(
      String name, int precision, int scale, boolean nullable, Kind kind, String doc) {
    return new Column(name, ColumnType.DECIMAL, nullable, kind, precision, scale, doc);
  }

  public String name() {
    return name;
  }

  public ColumnType type() {
    return type;
  }

  public boolean nullable() {
    return nullable;
  }

  public Kind kind() {
    return kind;
  }

  /** Decimal digits in all; 0 unless the type is {@link ColumnType#DECIMAL}. */
  public int precision() {
    return precision;
  }

  /** Decimal digits after the point; 0 unless the type is {@link ColumnType#DECIMAL}. */
  public int scale() {
    return scale;
  }

  /** What the column means, for catalogs; may be empty. */
  public String doc() {
    return doc;
  }

  @Override
  public String toString() {
    return name + ' ' + type + (nullable ? "" : " NOT NULL");
  }
}
