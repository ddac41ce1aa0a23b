package io.millrace.job.warehouse;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import java.util.List;

/** A table of which each {@code id} has one row, that of the highest {@code revision}. */
final class Corrections {
  static final List<String> COLUMNS = List.of("id", "revision", "amount");

  static final TableSpec TABLE =
      TableSpec.of(
              "payments",
              List.of(
                  Column.of("id", ColumnType.LONG, false, Kind.FIELD, ""),
                  Column.of("revision", ColumnType.INT, false, Kind.FIELD, ""),
                  Column.of("amount", ColumnType.DOUBLE, true, Kind.FIELD, "")))
          .laidOutBy("id", "revision")
          .upserting("id", "revision", List.of("amount"));

  static final String ROWS = "SELECT id, revision, amount FROM payments ORDER BY id, revision";

  private Corrections() {}

  /** The query of a file with these rows, each of id, revision and amount: {@code (1, 1, 0.5)}. */
  static String rows(String values) {
    return "SELECT id::BIGINT AS id, revision::INTEGER AS revision, amount::DOUBLE AS amount"
        + " FROM (VALUES "
        + values
        + ") v(id, revision, amount)";
  }
}
