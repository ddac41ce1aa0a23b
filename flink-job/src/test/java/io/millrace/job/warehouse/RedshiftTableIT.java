package io.millrace.job.warehouse;

import static io.millrace.job.warehouse.RedshiftFixture.LONG;
import static io.millrace.job.warehouse.RedshiftFixture.ROWS;
import static io.millrace.job.warehouse.RedshiftFixture.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables and files as they meet in Redshift: columns, types, and what is refused. */
class RedshiftTableIT {
  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;

  @BeforeEach
  void open() {
    redshift = postgres.fixture();
  }

  @Test
  void addsANullableColumnLastAndLoadsABacklogOfBothSchemas() throws Exception {
    redshift.manifest(redshift.file(0, 1));
    redshift.load();
    redshift.manifest(redshift.file(1, 1));
    redshift.manifest(
        "fedcba9876543210",
        List.of("id", "amount", "note"),
        redshift.file("SELECT 2::BIGINT AS id, 1.0::DOUBLE AS amount, '' AS note"),
        redshift.file("SELECT 3::BIGINT AS id, 1.5::DOUBLE AS amount, NULL::VARCHAR AS note"));
    List<Column> wider = new ArrayList<>(LakeFixture.COLUMNS);
    wider.add(Column.of("note", ColumnType.STRING, true, Kind.FIELD, ""));
    redshift.sql.forget();

    redshift.load(wider);

    assertThat(redshift.query("SELECT * FROM payments ORDER BY id"))
        .containsExactly("0, 0, null", "1, 0.5, null", "2, 1, ", "3, 1.5, null");
    assertThat(redshift.statements())
        .contains("\nALTER TABLE \"payments\" ADD COLUMN \"note\" VARCHAR(65535);\n")
        .contains("\nCOPY \"payments\" (\"id\", \"amount\") FROM ")
        .contains("\nCOPY \"payments\" (\"id\", \"amount\", \"note\") FROM ");
  }

  @Test
  void refusesAColumnOfAnotherTypeUntilTheStatementIsRun() throws Exception {
    redshift.execute("CREATE TABLE payments (id VARCHAR, amount DOUBLE PRECISION)");
    redshift.manifest(redshift.file(0, 1));

    try (WarehouseLoader loader = redshift.started(RedshiftFixture.DIALECT)) {
      String statement = "ALTER TABLE \"payments\" RENAME TO \"payments_before\"";
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining(
              "warehouse table payments: expected column id of type BIGINT, got of type character"
                  + " varying; run "
                  + statement);
      redshift.execute(statement);
      loader.drain(LONG);
    }

    assertThat(redshift.query(ROWS)).containsExactly("1, 1, 0");
  }

  @Test
  void loadsNothingOfATransactionInWhichOneFileIsNotWhatTheManifestSays() throws Exception {
    LakeFile good = redshift.file(0, 10);
    LakeFile other = redshift.file(10, 10);
    LoadManifest bad = redshift.manifest(good, new LakeFile(other.path(), other.bytes() + 1));

    try (WarehouseLoader loader = redshift.started(RedshiftFixture.DIALECT)) {
      assertThatThrownBy(() -> loader.drain(SHORT))
          .hasMessageContaining("has not taken 1 load manifests")
          .hasMessageContaining("last failure: load manifest " + bad.id())
          .hasMessageContaining("File " + other.path() + " has " + other.bytes() + " bytes");
    }

    assertThat(redshift.query("SELECT count(*) FROM payments")).containsExactly("0");
    assertThat(redshift.query("SELECT count(*) FROM load_ledger")).containsExactly("0");
  }

  @Test
  void keepsEveryTypeThatBothDatabasesKnow() throws Exception {
    List<Column> columns =
        List.of(
            Column.of("flag", ColumnType.BOOLEAN, true, Kind.FIELD, ""),
            Column.of("InvoiceNo", ColumnType.INT, true, Kind.FIELD, ""),
            Column.of("event_time", ColumnType.TIMESTAMP, true, Kind.FIELD, ""),
            Column.of("day", ColumnType.DATE, true, Kind.FIELD, ""),
            Column.of("order", ColumnType.STRING, true, Kind.FIELD, ""),
            Column.decimal("price", 18, 4, true, Kind.FIELD, ""));
    redshift.manifest(
        "0",
        columns.stream().map(Column::name).toList(),
        redshift.file(
            "SELECT true AS flag, 7::INTEGER AS \"InvoiceNo\","
                + " TIMESTAMPTZ '2024-03-10 06:59:59.123456+00' AS event_time,"
                + " DATE '2024-03-10' AS day, 'it''s, \"ä\"' || chr(10) || '\\.' AS \"order\","
                + " 12.3456::DECIMAL(18,4) AS price"));

    redshift.load(columns);
    // Columns of every type are found again as they were declared: nothing is refused or added.
    redshift.sql.forget();
    redshift.load(columns);

    assertThat(redshift.statements()).doesNotContain("ALTER");
    assertThat(redshift.query("SELECT * FROM payments"))
        .containsExactly("t, 7, 2024-03-10 06:59:59.123456, 2024-03-10, it's, \"ä\"\n\\., 12.3456");
  }
}
