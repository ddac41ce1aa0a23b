package io.millrace.job.warehouse;

/** Tables of PostgreSQL, which the feed appends to; rows of the lake are not loaded there. */
public final class PostgresTables implements TableDialect {
  private static final long serialVersionUID = 1L;

  @Override
  public String declaredType(TableSpec.Field field) {
    switch (field.type()) {
      case STRING:
        return "TEXT";
      case BYTES:
        return "BYTEA";
      case LONG:
        return "BIGINT";
      case INT:
        return "INTEGER";
      case DOUBLE:
        return "DOUBLE PRECISION";
      case DECIMAL:
        return "NUMERIC(" + field.precision() + "," + field.scale() + ")";
      default:
        return field.type().name();
    }
  }

  @Override
  public String catalogType(TableSpec.Field field) {
    switch (field.type()) {
      case TIMESTAMP:
        return "timestamp without time zone";
      default:
        return declaredType(field);
    }
  }
}
