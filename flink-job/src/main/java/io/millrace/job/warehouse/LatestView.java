package io.millrace.job.warehouse;

import java.util.List;
import java.util.stream.Collectors;

/** A view of the rows that are the latest of those alike: {@code <table>_latest}. Pure. */
final class LatestView {
  private LatestView() {}

  static String create(TableSpec table, TableSpec.Latest latest) {
    List<String> columns =
        table.fields().stream().map(TableSpec.Field::name).collect(Collectors.toList());
    return "CREATE OR REPLACE VIEW "
        + Sql.name(table.name() + "_latest")
        + " AS SELECT "
        + Sql.names(columns)
        + " FROM (SELECT *, row_number() OVER (PARTITION BY "
        + Sql.names(latest.alike)
        + " ORDER BY "
        + latest.highest.stream()
            .map(column -> Sql.name(column) + " DESC")
            .collect(Collectors.joining(", "))
        + ") AS position FROM "
        + Sql.name(table.name())
        + ") ranked WHERE position = 1";
  }
}
