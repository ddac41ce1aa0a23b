package io.millrace.job.warehouse;

import java.io.Serializable;
import java.util.Optional;
import java.util.stream.Collectors;

/** How one database writes down a table. Pure: makes text, runs nothing. */
public interface TableDialect extends Serializable {
  /** Type of a column as a CREATE TABLE writes it. */
  String declaredType(TableSpec.Field field);

  /**
   * The same type as {@code information_schema.columns.data_type} names it; a {@code numeric} with
   * its precision and scale, e.g. {@code numeric(10,2)}.
   */
  String catalogType(TableSpec.Field field);

  /** Creates the table unless it exists. */
  default String createTable(TableSpec table) {
    return table.fields().stream()
        .map(field -> "  " + Sql.name(field.name()) + " " + declaredType(field))
        .collect(
            Collectors.joining(
                ",\n", "CREATE TABLE IF NOT EXISTS " + Sql.name(table.name()) + " (\n", "\n)"));
  }

  /** Creates the view over the table, or makes it anew; empty where there is to be none. */
  default Optional<String> createView(TableSpec table) {
    return table.latest().map(latest -> LatestView.create(table, latest));
  }

  /** Adds a column that takes nulls. */
  default String addColumn(String table, TableSpec.Field field) {
    return "ALTER TABLE "
        + Sql.name(table)
        + " ADD COLUMN "
        + Sql.name(field.name())
        + " "
        + declaredType(field);
  }
}
