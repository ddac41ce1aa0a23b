package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.event.Column;
import io.millrace.job.event.Column.Kind;
import io.millrace.job.event.ColumnType;
import io.millrace.job.lake.LakeFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectTest {
  private static final List<LakeFile> FILES =
      List.of(
          new LakeFile("s3a://lake/payments/dt=2024-05-01/a'b.parquet", 17),
          new LakeFile("s3://lake/payments/dt=2024-05-02/c.parquet", 42));
  private static final List<String> COLUMNS = List.of("id", "we\"ird", "order");
  private static final RedshiftDialect REDSHIFT =
      new RedshiftDialect("arn:aws:iam::123456789012:role/warehouse");
  private static final DuckDbDialect DUCKDB = new DuckDbDialect(2);

  @Test
  void declaresEveryTypeInRedshift() {
    assertThat(REDSHIFT.createTable(everyType()))
        .isEqualTo(
            """
            CREATE TABLE IF NOT EXISTS "pay""ments" (
              "boolean" BOOLEAN,
              "int" INTEGER,
              "long" BIGINT,
              "double" DOUBLE PRECISION,
              "timestamp" TIMESTAMP,
              "date" DATE,
              "string" VARCHAR(65535),
              "bytes" VARBYTE(1024000),
              "decimal" DECIMAL(18,4)
            ) ENCODE AUTO\
            """);
    assertThat(everyType().fields().stream().map(REDSHIFT::catalogType))
        .containsExactly(
            "BOOLEAN",
            "INTEGER",
            "BIGINT",
            "DOUBLE PRECISION",
            "timestamp without time zone",
            "DATE",
            "character varying",
            "binary varying",
            "numeric(18,4)");
  }

  @Test
  void laysTablesOutInRedshiftOnly() {
    TableSpec table =
        TableSpec.of(
                "payments",
                List.of(
                    Column.of("user", ColumnType.STRING, true, Kind.FIELD, ""),
                    Column.of("event_time", ColumnType.TIMESTAMP, true, Kind.FIELD, "")))
            .laidOutBy("user", "event_time");
    assertThat(REDSHIFT.createTable(table))
        .endsWith("\n) DISTSTYLE KEY DISTKEY (\"user\") SORTKEY (\"event_time\") ENCODE AUTO");
    assertThat(DUCKDB.createTable(table)).endsWith("\"event_time\" TIMESTAMP\n)");
  }

  @Test
  void declaresEveryTypeInDuckDb() {
    assertThat(DUCKDB.createTable(everyType()))
        .isEqualTo(
            """
            CREATE TABLE IF NOT EXISTS "pay""ments" (
              "boolean" BOOLEAN,
              "int" INTEGER,
              "long" BIGINT,
              "double" DOUBLE,
              "timestamp" TIMESTAMP,
              "date" DATE,
              "string" VARCHAR,
              "bytes" BLOB,
              "decimal" DECIMAL(18,4)
            )\
            """);
  }

  @Test
  void copiesIntoRedshiftByManifestAndColumnList() {
    assertThat(REDSHIFT.load("payments", COLUMNS, FILES, "s3a://lake/_manifests/copy/it's\\x"))
        .isEqualTo(
            "COPY \"payments\" (\"id\", \"we\"\"ird\", \"order\")"
                + " FROM 's3://lake/_manifests/copy/it''s\\\\x'"
                + " IAM_ROLE 'arn:aws:iam::123456789012:role/warehouse'"
                + " FORMAT AS PARQUET MANIFEST");
    assertThat(REDSHIFT.copyManifest(FILES))
        .map(content -> new String(content, StandardCharsets.UTF_8))
        .hasValue(
            """
            {"entries":[\
            {"url":"s3://lake/payments/dt=2024-05-01/a'b.parquet","mandatory":true,\
            "meta":{"content_length":17}},\
            {"url":"s3://lake/payments/dt=2024-05-02/c.parquet","mandatory":true,\
            "meta":{"content_length":42}}]}\
            """);
  }

  @Test
  void locksTheLedgerInRedshiftOnly() {
    assertThat(REDSHIFT.lock("load_ledger")).hasValue("LOCK TABLE \"load_ledger\"");
    assertThat(DUCKDB.lock("load_ledger")).isEmpty();
  }

  @Test
  void readsParquetWhereItLiesInDuckDb() {
    assertThat(DUCKDB.copyManifest(FILES)).isEmpty();
    assertThat(
            DUCKDB.load(
                "payments",
                COLUMNS,
                List.of(
                    new LakeFile("file:/lake/a'b.parquet", 1),
                    new LakeFile("/lake/[c].parquet", 1)),
                null))
        .isEqualTo(
            "INSERT INTO \"payments\" BY NAME SELECT \"id\", \"we\"\"ird\", \"order\""
                + " FROM read_parquet(['/lake/a''b.parquet', '/lake/[[]c].parquet'],"
                + " hive_partitioning = false)");
  }

  @Test
  void addsColumns() {
    assertThat(REDSHIFT.addColumn("payments", everyType().fields().get(3)))
        .isEqualTo("ALTER TABLE \"payments\" ADD COLUMN \"double\" DOUBLE PRECISION");
  }

  private static TableSpec everyType() {
    List<Column> columns = new ArrayList<>();
    for (ColumnType type : ColumnType.values()) {
      String name = type.name().toLowerCase(java.util.Locale.ROOT);
      columns.add(
          type == ColumnType.DECIMAL
              ? Column.decimal(name, 18, 4, true, Kind.FIELD, "")
              : Column.of(name, type, false, Kind.FIELD, ""));
    }
    return TableSpec.of("pay\"ments", columns);
  }
}
