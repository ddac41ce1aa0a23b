package io.millrace.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Column;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.PurchasesJob;
import io.millrace.job.testing.SteppedSource;
import io.millrace.job.warehouse.DuckDbDialect;
import io.millrace.job.warehouse.WarehouseLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole topology, stopped with a savepoint and restored under a definition with more fields,
 * features, derived values and rules. What was there goes on as if nothing had happened; what is
 * new is what a job of the new definition has, or null.
 */
class UpgradeIT {
  private static final int EVENTS = 4_000;
  private static final int BEFORE = 2_000;
  private static final UUID NEXT_RUN = UUID.fromString("01a2048b-43e0-7ee6-93d4-03edf76b6dc8");

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir private Path folder;

  @Test
  void anUpgradeKeepsStateAndTables(@InjectMiniCluster MiniCluster cluster, TestReporter report)
      throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    report.publishEntry("seed", String.valueOf(seed));
    List<String> records = withCoupons(PurchasesJob.records(new Random(seed), EVENTS));
    run("former", seed, PurchasesJob.FILES, records);
    run("changed", seed, changed(), records);

    SteppedSource source = new SteppedSource("upgraded-" + seed, EVENTS);
    JobClient first = job("upgraded", source, PurchasesJob.FILES, records).start();
    source.allow(BEFORE);
    CommonTestUtils.waitForAllTaskRunning(cluster, first.getJobID(), false);
    source.awaitPause();
    String savepoint =
        first
            .stopWithSavepoint(
                false,
                folder.resolve("savepoints").toUri().toString(),
                SavepointFormatType.CANONICAL)
            .get();
    first.getJobExecutionResult().get();
    // The managed service gives a job that is updated another run.
    PurchasesJob upgraded =
        job("upgraded", source, changed(), records)
            .with(run -> loaded("upgraded", run).id(NEXT_RUN))
            .from(savepoint);
    source.allow(Integer.MAX_VALUE);
    upgraded.parallelism(2).start().getJobExecutionResult().get();
    drain(upgraded);

    assertThat(rows("upgraded", columns(PurchasesJob.FILES)))
        .as("seed %d: columns that were there", seed)
        .isEqualTo(rows("former", columns(PurchasesJob.FILES)));
    assertNewColumns(seed);
    assertThat(warehouse("SELECT count(*), count(DISTINCT id), count(coupon) FROM purchases"))
        .as("seed %d", seed)
        .isEqualTo(
            DuckDb.query(
                "SELECT count(*), count(DISTINCT id), count(coupon) FROM " + lake("upgraded")));
    assertQuality(seed);
    assertRuns(seed);
  }

  /** The upgraded job closes the run that it goes on from, and each counts what it did itself. */
  private void assertRuns(long seed) throws Exception {
    assertThat(
            warehouse(
                "SELECT status, attempt, \"read\", run_id = '"
                    + NEXT_RUN
                    + "' FROM runs_latest ORDER BY status"))
        .as("seed %d", seed)
        .containsExactly(
            List.of("ABORT", 1, (long) BEFORE, false),
            List.of("COMPLETE", 1, (long) EVENTS - BEFORE, true));
    assertThat(
            warehouse(
                "SELECT sum(\"read\" - dead_lettered - quarantined - duplicates - written)::BIGINT,"
                    + " sum(written)::BIGINT FROM runs_latest"))
        .as("seed %d: what both wrote is the lake", seed)
        .isEqualTo(warehouse("SELECT 0::BIGINT, count(*) FROM purchases"));
  }

  private static List<String> withCoupons(List<String> records) {
    List<String> result = new ArrayList<>(records);
    for (int i = BEFORE; i < result.size(); i += 3) {
      result.set(i, result.get(i).replace("{\"id\"", "{\"coupon\":\"c" + i % 7 + "\",\"id\""));
    }
    return result;
  }

  /** Nullable fields, aggregates, windows, derived values and rules that the other has not. */
  private static PipelineFiles changed() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    PurchasesJob.FILES.names().forEach(name -> files.put(name, PurchasesJob.FILES.bytes(name)));
    replace(
        files,
        "pipeline.yaml",
        "windows: [1m, 10m]",
        "windows: [1m, 5m, 10m]",
        "aggregates: { purchases: count(), spent: \"sum(amount, default: 0)\" }",
        "aggregates: { purchases: count(), largest: max(amount),"
            + " spent: \"sum(amount, default: 0)\", web: 'count(where: channel == \"web\")' }",
        "windows: [5m]",
        "windows: [5m, 12m]",
        "features:\n",
        "features:\n  - derive: { large: amount > 5 }\n");
    replace(
        files,
        "event.avsc",
        "\"default\": null}\n]}",
        "\"default\": null},\n"
            + "  {\"name\": \"coupon\", \"type\": [\"null\", \"string\"], \"default\": null}\n"
            + "]}");
    replace(files, "rules.dqdl", "RowCount > 0,", "RowCount > 0, Mean \"amount\" > 1,");
    return PipelineFiles.of("purchases", files);
  }

  private static void replace(Map<String, byte[]> files, String name, String... pairs) {
    String text = new String(files.get(name), UTF_8);
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(text).contains(pairs[i]);
      text = text.replace(pairs[i], pairs[i + 1]);
    }
    files.put(name, text.getBytes(UTF_8));
  }

  private void run(String name, long seed, PipelineFiles files, List<String> records)
      throws Exception {
    SteppedSource source = new SteppedSource(name + '-' + seed, records.size());
    source.allow(Integer.MAX_VALUE);
    PurchasesJob job = job(name, source, files, records);
    job.start().getJobExecutionResult().get();
  }

  private PurchasesJob job(
      String name, SteppedSource source, PipelineFiles files, List<String> records) {
    return new PurchasesJob(source, records, folder.resolve(name).toUri().toString())
        .of(files)
        .with(run -> loaded(name, run));
  }

  private Run.Builder loaded(String name, Run.Builder run) {
    String url = "jdbc:duckdb:" + folder.resolve(name + ".duckdb");
    return run.warehouse(url, new DuckDbDialect(1), () -> DriverManager.getConnection(url));
  }

  private static void drain(PurchasesJob job) throws Exception {
    try (WarehouseLoader loader =
        new WarehouseLoader(job.run().loaderOptions().orElseThrow(), Clock.systemUTC())) {
      loader.start();
      loader.drain(Duration.ofMinutes(1));
    }
  }

  /** All columns but those that tell of the definition. */
  private static List<String> columns(PipelineFiles files) {
    return Pipeline.of(files).layout().columns().stream()
        .map(Column::name)
        .filter(name -> !name.endsWith("_hash"))
        .collect(Collectors.toList());
  }

  private String lake(String name) {
    return "read_parquet('%s/**/*.parquet', hive_partitioning = false, union_by_name = true)"
        .formatted(folder.resolve(name).resolve("lake"));
  }

  private List<List<Object>> rows(String name, List<String> columns) throws Exception {
    String rounded =
        columns.stream()
            .map(
                column ->
                    column.matches("(spent|mean|ratio).*") ? "round(" + column + ", 9)" : column)
            .collect(Collectors.joining(", "));
    return DuckDb.query(
        "SELECT " + rounded + " FROM " + lake(name) + " ORDER BY origin_sequence::BIGINT");
  }

  private List<List<Object>> warehouse(String sql) throws Exception {
    return DuckDb.query("jdbc:duckdb:" + folder.resolve("upgraded.duckdb"), sql);
  }

  /** Of customers that were there, what was not kept is null until it has left the windows. */
  private void assertNewColumns(long seed) throws Exception {
    List<String> added = new ArrayList<>(columns(changed()));
    added.removeAll(columns(PurchasesJob.FILES));
    assertThat(added).contains("coupon", "large", "spent_5m", "largest_10m", "web_1m", "most_12m");
    for (String column : added) {
      assertThat(differences(column, column + " IS NOT NULL"))
          .as("seed %d: %s is what it should be, or null", seed, column)
          .isZero();
      long unknown = differences(column, column + " IS NULL");
      if (column.startsWith("web_")) {
        assertThat(unknown).as("seed %d: %s", seed, column).isPositive();
        assertThat(
                differences(column, "time >= (SELECT max(time) FROM before) + INTERVAL 10 MINUTE"))
            .as("seed %d: %s when its window is whole", seed, column)
            .isZero();
      } else {
        assertThat(unknown).as("seed %d: %s is null", seed, column).isZero();
      }
    }
  }

  /** Rows of the upgraded job that differ in a column from those of one that always had it. */
  private long differences(String column, String where) throws Exception {
    String sql =
        "WITH u AS (SELECT * FROM %2$s), before AS (SELECT u.time FROM u JOIN %4$s USING"
            + " (pipeline_hash)) SELECT count(*) FROM (SELECT * FROM u WHERE %5$s) u JOIN %3$s c"
            + " USING (origin_sequence, pipeline_hash) WHERE u.%1$s IS DISTINCT FROM c.%1$s";
    return (long)
        DuckDb.query(
                sql.formatted(column, lake("upgraded"), lake("changed"), lake("former"), where))
            .get(0)
            .get(0);
  }

  /** The windows that were open go on; a new rule is judged from its first whole window on. */
  private void assertQuality(long seed) throws Exception {
    String rules = "Mean \"amount\" > 1";
    assertThat(results("upgraded", "rule <> '" + rules + "'"))
        .as("seed %d", seed)
        .isEqualTo(results("former", "true"));
    List<List<Object>> all = results("changed", "rule = '" + rules + "'");
    List<List<Object>> judged = results("upgraded", "rule = '" + rules + "' AND value IS NOT NULL");
    assertThat(judged).as("seed %d", seed).hasSizeGreaterThan(10).isSubsetOf(all);
    assertThat(results("upgraded", "rule = '" + rules + "' AND value IS NULL AND NOT passed"))
        .as("seed %d: what is not whole is not judged", seed)
        .isEmpty();
  }

  private List<List<Object>> results(String name, String where) throws Exception {
    return DuckDb.query(
        "SELECT * FROM (SELECT DISTINCT ON (window_start, group_key, rule) window_start, group_key,"
            + " rule, round(value, 9) AS value, passed FROM "
            + DuckDb.parquet(folder.resolve(name).resolve("quality"))
            + " ORDER BY window_start, group_key, rule, revision DESC) WHERE "
            + where
            + " ORDER BY ALL");
  }
}
