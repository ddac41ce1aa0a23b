package io.millrace.job.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.lake.LakeFile;
import io.millrace.job.testing.TestPipelines;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that were scored anew on their way into Redshift. */
class RedshiftRescoreIT {
  private static final Pipeline PIPELINE =
      Pipeline.of(
          TestPipelines.of(
              """
              pipeline: payments
              event: { schema: event.avsc, format: json, id: id, time: at }
              inference:
                endpoint: risk
                inputs: [amount]
                fallback: { score: null }
              warehouse: { table: payments }
              """,
              TestPipelines.record(
                  TestPipelines.field("id", "\"long\""),
                  TestPipelines.field(
                      "at", "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}"),
                  TestPipelines.field("amount", "[\"null\", \"double\"]"))));

  private static final TableSpec TABLE = TableSpec.of(PIPELINE);
  private static final List<String> KEYS =
      List.of("id", "origin_stream", "origin_shard", "origin_sequence");
  private static final String ROWS =
      "SELECT id, amount, score, score_source, degraded_reason FROM payments ORDER BY id";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-05-01T12:30:00Z"), ZoneOffset.UTC);

  @RegisterExtension final RedshiftExtension postgres = new RedshiftExtension();
  private RedshiftFixture redshift;

  @BeforeEach
  void open() throws Exception {
    redshift = postgres.fixture();
    redshift.manifest("fedcba9876543210", columns(), file(1, 3, "NULL", "none", "'TIMEOUT'"));
    redshift.load(TABLE);
  }

  @Test
  void stagesReplacesTheScoresAndEntersInOneTransaction() throws Exception {
    LakeFile rescored = file(2, 3, "0.5", "model", "NULL");
    redshift.sql.forget();

    assertThat(merge(rescored)).isEqualTo(2);

    String statements = redshift.statements();
    assertThat(statements.substring(statements.indexOf("BEGIN")))
        .isEqualTo(Golden.text("redshift-rescore.sql"));
    assertThat(redshift.query(ROWS))
        .containsExactly(
            "1, 0.5, null, none, TIMEOUT", "2, 1, 0.5, model, null", "3, 1.5, 0.5, model, null");
    assertThat(
            redshift.query(
                "SELECT table_name, rows FROM load_ledger WHERE table_name <> 'payments'"))
        .containsExactly("payments_rescored, 2");
  }

  @Test
  void aFileIsMergedOnce() throws Exception {
    LakeFile rescored = file(2, 3, "0.5", "model", "NULL");
    merge(rescored);
    redshift.execute("UPDATE payments SET score = 0.75");

    assertThat(merge(rescored)).isZero();

    assertThat(redshift.query("SELECT DISTINCT score FROM payments")).containsExactly("0.75");
  }

  @Test
  void rowsThatTheTableLacksAreRefusedAndNothingIsChanged() throws Exception {
    LakeFile rescored = file(3, 4, "0.5", "model", "NULL");

    assertThatThrownBy(() -> merge(rescored))
        .isInstanceOf(WarehouseException.class)
        .hasMessage(
            "table payments: expected the 2 rows that were scored anew, got 1; load the lake first,"
                + " then merge "
                + rescored.path());

    assertThat(redshift.query("SELECT count(score) FROM payments")).containsExactly("0");
    assertThat(redshift.query("SELECT count(*) FROM load_ledger")).containsExactly("1");
  }

  @Test
  void aMergeThatIsNotCommittedIsDoneAgain() throws Exception {
    LakeFile rescored = file(2, 3, "0.5", "model", "NULL");
    redshift.sql.before("COMMIT", () -> false);
    assertThatThrownBy(() -> merge(rescored)).isInstanceOf(SQLException.class);
    assertThat(redshift.query("SELECT count(score) FROM payments")).containsExactly("0");

    assertThat(merge(rescored)).isEqualTo(2);

    assertThat(redshift.query("SELECT count(score) FROM payments")).containsExactly("2");
  }

  private long merge(LakeFile file) throws Exception {
    ScoreReplacement replacement =
        new ScoreReplacement(
            RedshiftFixture.DIALECT,
            CopyFolder.of(new org.apache.flink.core.fs.Path("s3://lake/_manifests/copy")),
            PIPELINE,
            KEYS,
            CLOCK);
    try (Connection connection = redshift.connections().open()) {
      return replacement.merge(connection, file, "0123456789abcdef");
    }
  }

  private static List<String> columns() {
    return PIPELINE.layout().columns().stream().map(Column::name).collect(Collectors.toList());
  }

  /** Rows of ids from one to another. */
  private LakeFile file(int from, int to, String score, String source, String reason)
      throws Exception {
    Map<String, String> values =
        Map.of(
            "id", "i::BIGINT",
            "at", "TIMESTAMP '2024-05-01' + i * INTERVAL 1 MINUTE",
            "amount", "i / 2",
            "score", score + "::DOUBLE",
            "score_source", "'" + source + "'",
            "degraded_reason", reason + "::VARCHAR",
            "origin_stream", "'payments'",
            "origin_shard", "'shard-1'",
            "origin_sequence", "i::VARCHAR");
    DuckDbDialect types = new DuckDbDialect(1);
    return redshift.file(
        TABLE.fields().stream()
            .map(
                field ->
                    values.getOrDefault(field.name(), "NULL::" + types.declaredType(field))
                        + " AS "
                        + Sql.name(field.name()))
            .collect(
                Collectors.joining(
                    ", ", "SELECT ", " FROM range(%d, %d) r(i)".formatted(from, to + 1))));
  }
}
