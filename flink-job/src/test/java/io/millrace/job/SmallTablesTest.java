package io.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.lake.LakeFile;
import io.millrace.job.lake.LoadManifest;
import io.millrace.job.lake.ManifestStore;
import io.millrace.job.lake.ParquetFile;
import io.millrace.job.lake.ParquetFiles;
import io.millrace.job.quality.QualityTable;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.LoaderOptions;
import io.millrace.job.warehouse.TableSpec;
import io.millrace.job.warehouse.WarehouseLoader;
import io.millrace.record.Alert;
import io.millrace.record.QualityResult;
import io.millrace.record.RunProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quality results and alerts as the warehouse has them, from the files that the job writes. */
class SmallTablesTest {
  private final TimeZone zone = TimeZone.getDefault();

  @TempDir Path folder;
  private int files;

  @BeforeEach
  void liveWhereClocksSkipAnHour() {
    TimeZone.setDefault(TimeZone.getTimeZone("Australia/Adelaide"));
  }

  @AfterEach
  void goHome() {
    TimeZone.setDefault(zone);
  }

  @Test
  void keepEveryColumnAndTimesInUtc() throws Exception {
    load(
        result("2024-10-06T02:30:00Z", "channel=web", 0, 0.5),
        // An hour that Adelaide's clocks skip.
        result("2024-10-05T16:45:00.123Z", "", 1, null));

    assertThat(
            rows(
                "SELECT pipeline, window_start::varchar, window_end::varchar, group_key, rule,"
                    + " metric, value, passed, revision, ruleset_hash, approximate, error_bound,"
                    + " action, looked_at FROM quality_results ORDER BY revision"))
        .containsExactly(
            "payments|2024-10-06 02:30:00|2024-10-06 02:31:00|channel=web|Mean \"a\" > 0|"
                + "Column.a.Mean|0.5|true|0|0123456789abcdef|true|0.25|fail|7 events",
            "payments|2024-10-05 16:45:00.123|2024-10-05 16:46:00.123||Mean \"a\" > 0|"
                + "Column.a.Mean|null|false|1|0123456789abcdef|null|null|null|null");
  }

  @Test
  void theLatestResultIsTheHighestRevision() throws Exception {
    QualityResult other = result("2024-01-01T00:00:00Z", "b", 0, 2.5);
    other.setMetric("Column.a.Completeness");
    load(
        result("2024-01-01T00:00:00Z", "a", 0, 1.0),
        result("2024-01-01T00:00:00Z", "b", 0, 3.0),
        other);
    load(result("2024-01-01T00:00:00Z", "a", 1, 2.0), result("2024-01-01T00:01:00Z", "a", 0, 4.0));

    assertThat(
            rows(
                "SELECT window_start::varchar, group_key, metric, revision, value FROM "
                    + QualityTable.LATEST
                    + " ORDER BY 1, 2, 3"))
        .containsExactly(
            "2024-01-01 00:00:00|a|Column.a.Mean|1|2.0",
            "2024-01-01 00:00:00|b|Column.a.Completeness|0|2.5",
            "2024-01-01 00:00:00|b|Column.a.Mean|0|3.0",
            "2024-01-01 00:01:00|a|Column.a.Mean|0|4.0");
  }

  @Test
  void aTableOfAnEarlierVersionKeepsItsRowsAndIsGivenTheColumnsThatItLacks() throws Exception {
    execute(
        "CREATE TABLE quality_results (pipeline varchar(1024) NOT NULL, window_start timestamp NOT"
            + " NULL, window_end timestamp NOT NULL, group_key varchar(65535) NOT NULL, rule"
            + " varchar(65535) NOT NULL, metric varchar(1024) NOT NULL, value double precision,"
            + " passed boolean NOT NULL, revision integer NOT NULL, ruleset_hash varchar(16) NOT"
            + " NULL)");
    execute(
        "INSERT INTO quality_results VALUES ('payments', '2024-01-01', '2024-01-02', '', 'r', 'm',"
            + " 1, true, 0, 'h')");

    load(result("2024-01-01T00:00:00Z", "", 0, 1.0));

    assertThat(rows("SELECT rule, looked_at FROM quality_results_latest ORDER BY 1"))
        .containsExactly("Mean \"a\" > 0|7 events", "r|null");
  }

  @Test
  void theLatestAlertSaysHowItStands() throws Exception {
    load(
        alert("a", "2024-01-01T00:00:00Z", "RAISED", 1),
        alert("b", "2024-01-01T00:00:00Z", "RAISED", 1),
        alert("a", "2024-01-01T01:00:00Z", "REMINDED", 2),
        alert("a", "2024-01-01T02:00:00Z", "RESOLVED", 2));

    assertThat(rows("SELECT alert_key, status, windows FROM alerts_latest ORDER BY 1"))
        .containsExactly("a|RESOLVED|2", "b|RAISED|1");
    assertThat(rows("SELECT count(*) FROM alerts")).containsExactly("4");
  }

  @Test
  void theLatestThatARunToldIsHowItStands() throws Exception {
    load(run("a", 0, "START", 1), run("b", 0, "START", 1), run("a", 1, "RUNNING", 5));
    load(run("a", 2, "COMPLETE", 9));

    assertThat(
            rows(
                "SELECT run_id, status, \"read\", dead_lettered + quarantined + duplicates +"
                    + " written FROM runs_latest ORDER BY 1"))
        .containsExactly("a|COMPLETE|9|9", "b|START|1|1");
    assertThat(rows("SELECT count(*), count(DISTINCT (run_id, revision)) FROM runs"))
        .containsExactly("4|4");
    assertThat(rows("SELECT DISTINCT started_at::varchar, checkpoint_id FROM runs"))
        .containsExactly("2024-10-05 16:45:00.123|null");
  }

  @SafeVarargs
  private <T extends SpecificRecord> void load(T... records) throws Exception {
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) records[0].getClass();
    Path file = Files.createDirectories(folder.resolve("files")).resolve(files++ + ".parquet");
    ParquetFile.write(ParquetFiles.records(type), file, List.of(records));
    TableSpec table =
        type == (Class<?>) Alert.class
            ? PipelineTables.alerts()
            : type == (Class<?>) RunProgress.class
                ? PipelineTables.runs()
                : PipelineTables.quality();
    List<String> columns = table.fields().stream().map(TableSpec.Field::name).toList();
    ManifestStore manifests = new ManifestStore(folder.resolve("_manifests").toString());
    manifests.write(
        new LoadManifest(
            table.name(),
            "0123456789abcdef",
            columns,
            List.of(new LakeFile(file.toUri().toString(), Files.size(file)))));
    LoaderOptions options =
        LoaderOptions.of(manifests, new DuckDbDialect(1), this::connect, List.of(table));
    try (WarehouseLoader loader = new WarehouseLoader(options, Clock.systemUTC())) {
      loader.start();
      loader.drain(Duration.ofSeconds(30));
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("warehouse.duckdb"));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          values.add(result.getString(i));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }

  private static RunProgress run(String id, int revision, String status, long read) {
    return RunProgress.newBuilder()
        .setRunId(id)
        .setPipeline("payments")
        .setPipelineHash("0123456789abcdef")
        .setJobVersion("1.0")
        .setRevision(revision)
        .setStatus(status)
        .setStartedAt(Instant.parse("2024-10-05T16:45:00.123Z"))
        .setToldAt(Instant.parse("2024-10-06T02:30:00Z"))
        .setAttempt(1)
        .setRead(read)
        .setDeadLettered(0)
        .setQuarantined(0)
        .setDuplicates(1)
        .setWritten(read - 1)
        .setScored(0)
        .setDegraded(0)
        .setLate(0)
        .setBytes(100)
        .setHistory(0)
        .build();
  }

  private static Alert alert(String key, String start, String status, long windows) {
    return Alert.newBuilder()
        .setAlertKey(key)
        .setPipeline("payments")
        .setSeverity("WARNING")
        .setStatus(status)
        .setRule("RowCount > 0")
        .setMetric("Dataset.*.RowCount")
        .setGroupKey("")
        .setWindowStart(Instant.parse(start))
        .setWindowEnd(Instant.parse(start).plusSeconds(60))
        .setSince(Instant.parse("2024-01-01T00:00:00Z"))
        .setWindows(windows)
        .setRulesetHash("0123456789abcdef")
        .build();
  }

  private static QualityResult result(String start, String group, int revision, Double value) {
    return QualityResult.newBuilder()
        .setPipeline("payments")
        .setWindowStart(Instant.parse(start))
        .setWindowEnd(Instant.parse(start).plusSeconds(60))
        .setGroupKey(group)
        .setRule("Mean \"a\" > 0")
        .setMetric("Column.a.Mean")
        .setValue(value)
        .setPassed(value != null)
        .setRevision(revision)
        .setRulesetHash("0123456789abcdef")
        .setApproximate(value == null ? null : true)
        .setErrorBound(value == null ? null : 0.25)
        .setAction(value == null ? null : "fail")
        .setLookedAt(value == null ? null : "7 events")
        .build();
  }
}
