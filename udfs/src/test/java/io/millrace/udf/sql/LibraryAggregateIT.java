package io.millrace.udf.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates called from Flink SQL over rows in any order, against their accumulators in order. */
class LibraryAggregateIT {
  private static final long SEED = 20_260_402;

  @ParameterizedTest
  @ValueSource(strings = {"aggregate", "retractable"})
  void groupsOfABatch(String group) throws Exception {
    SqlSession sql = SqlSession.batch();
    List<Row> rows = AggregateCases.rows(new Random(SEED), 400);
    sql.table("events", rows, AggregateCases.rowType(), AggregateCases.schema());
    AggregateCases.register(sql, "mr_", group);

    List<Row> results =
        sql.query("SELECT g, " + AggregateCases.calls("mr_") + " FROM events GROUP BY g");

    assertGroups(results, rows);
  }

  @Test
  void groupsWithoutRowsAreEmpty() throws Exception {
    SqlSession sql = SqlSession.batch();
    sql.table(
        "events",
        AggregateCases.rows(new Random(SEED), 10),
        AggregateCases.rowType(),
        AggregateCases.schema());
    AggregateCases.register(sql, "mr_", "aggregate");

    assertThat(
            sql.query(
                "SELECT mr_count(), mr_distinctCount(s), mr_mean(v), mr_last(v, ts),"
                    + " mr_quantile(v, 0.5), mr_sum(v) FILTER (WHERE id < 0)"
                    + " FROM events WHERE g = 'nobody'"))
        .containsExactly(Row.of(0L, 0L, null, null, null, null));
  }

  /** Added up in two phases and kept by RocksDB, so that every change of state is serialized. */
  @Test
  void groupsOfAStreamThroughAFailure() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    configuration.setString("table.exec.mini-batch.enabled", "true");
    configuration.setString("table.exec.mini-batch.allow-latency", "10 ms");
    configuration.setString("table.exec.mini-batch.size", "50");
    configuration.setString("table.optimizer.agg-phase-strategy", "TWO_PHASE");
    SqlSession sql = SqlSession.streaming(configuration);
    List<Row> rows = AggregateCases.rows(new Random(SEED), 3000);
    sql.tables()
        .createTemporaryView(
            "events",
            sql.env()
                .fromData(rows, AggregateCases.rowType())
                .map(new FailOnce(rows.size()))
                .returns(AggregateCases.rowType())
                .setParallelism(1),
            AggregateCases.schema());
    AggregateCases.register(sql, "mr_", "aggregate");

    List<Row> results =
        sql.query("SELECT g, " + AggregateCases.calls("mr_") + " FROM events GROUP BY g");

    assertThat(FailOnce.hasFailed()).isTrue();
    assertGroups(results, rows);
  }

  /** Windows are those of the session's zone, where the day of the rows is part of two. */
  @Test
  void windowsOfAStreamMergeTheirParts() throws Exception {
    SqlSession sql = SqlSession.streaming(new Configuration());
    List<Row> rows = AggregateCases.rows(new Random(SEED), 400);
    sql.table("events", rows, AggregateCases.rowType(), AggregateCases.schema());
    AggregateCases.register(sql, "mr_", "aggregate");

    List<Row> results =
        sql.query(
            "SELECT g, "
                + AggregateCases.calls("mr_")
                + " FROM TABLE(HOP(TABLE events, DESCRIPTOR(ts), INTERVAL '1' DAY,"
                + " INTERVAL '3' DAY)) WHERE window_end = TIMESTAMP '2018-04-03 00:00:00'"
                + " GROUP BY g, window_start, window_end");

    assertGroups(results, rows);
  }

  @Test
  void overWindowsOfAStreamTakeRowsBack() throws Exception {
    SqlSession sql = SqlSession.streaming(new Configuration());
    List<Row> rows = AggregateCases.rows(new Random(SEED), 400);
    sql.table("events", rows, AggregateCases.rowType(), AggregateCases.schema());
    AggregateCases.register(sql, "mr_", "retractable");
    String calls =
        AggregateCases.all().stream()
            .map(one -> one.sql("mr_") + " OVER recent")
            .collect(Collectors.joining(", "));

    List<Row> results =
        sql.query(
            "SELECT id, "
                + calls
                + " FROM events WINDOW recent AS (PARTITION BY g ORDER BY ts"
                + " RANGE BETWEEN INTERVAL '2' HOUR PRECEDING AND CURRENT ROW)");

    assertThat(results).hasSize(rows.size());
    for (Row result : results) {
      Row current = rows.get((int) (long) result.getField(0));
      Instant now = current.getFieldAs("ts");
      // As SQL has it: with rows of the same time, and those that are exactly two hours old.
      List<Row> recent =
          rows.stream()
              .filter(row -> row.getField("g").equals(current.getField("g")))
              .filter(row -> !row.<Instant>getFieldAs("ts").isAfter(now))
              .filter(
                  row -> !row.<Instant>getFieldAs("ts").isBefore(now.minus(Duration.ofHours(2))))
              .toList();
      AggregateCases.assertResults(result, recent, current + ", seed " + SEED);
    }
  }

  @Test
  void groupsOverRowsThatChange() throws Exception {
    SqlSession sql = SqlSession.streaming(new Configuration());
    List<Row> first = AggregateCases.rows(new Random(SEED), 200);
    List<Row> second = AggregateCases.rows(new Random(~SEED), 200);
    List<Row> all = new ArrayList<>(first);
    all.addAll(second);
    sql.table("events", all, AggregateCases.rowType(), AggregateCases.schema());
    AggregateCases.register(sql, "mr_", "retractable");
    String columns = "g, v, flag, s, ts, millis, asked";

    List<Row> results =
        sql.query(
            "SELECT g, "
                + AggregateCases.calls("mr_")
                + " FROM (SELECT "
                + columns
                + " FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY arrival DESC) AS n"
                + " FROM (SELECT *, PROCTIME() AS arrival FROM events)) WHERE n = 1) GROUP BY g");

    assertGroups(results, second);
  }

  @Test
  void parametersOutOfBoundsAreRefusedWhenTheQueryIsPlanned() throws Exception {
    SqlSession sql = SqlSession.batch();
    sql.table(
        "events",
        AggregateCases.rows(new Random(SEED), 3),
        AggregateCases.rowType(),
        AggregateCases.schema());
    AggregateCases.register(sql, "mr_", "aggregate");

    assertThatThrownBy(() -> sql.query("SELECT mr_quantile(v, 1.5) FROM events"))
        .hasStackTraceContaining("quantile: expected rank from 0.0 to 1.0, got 1.5");
    assertThatThrownBy(
            () -> sql.query("SELECT mr_decayedMean(v, ts, INTERVAL '0' HOUR) FROM events"))
        .hasStackTraceContaining("decayedMean: expected halfLife of 1ms or more, got 0.0");
    assertThatThrownBy(() -> sql.query("SELECT mr_mean(s) FROM events"))
        .hasStackTraceContaining("mr_mean(value <NUMERIC> or BOOLEAN)");
    assertThatThrownBy(() -> sql.query("SELECT mr_first(v) FROM events"))
        .hasStackTraceContaining("mr_first(value <NUMERIC> or BOOLEAN, time ");
    assertThatThrownBy(() -> sql.query("SELECT mr_quantile(v, id / 10.0) FROM events"))
        .hasStackTraceContaining("expected the same parameters in all rows of a group, got");
  }

  private static void assertGroups(List<Row> results, List<Row> rows) {
    Map<String, List<Row>> groups =
        rows.stream().collect(Collectors.groupingBy(row -> row.<String>getFieldAs("g")));
    assertThat(results).extracting(row -> row.getField(0)).hasSameElementsAs(groups.keySet());
    assertThat(results).hasSameSizeAs(groups.keySet());
    for (Row result : results) {
      String group = result.getFieldAs(0);
      AggregateCases.assertResults(result, groups.get(group), group + ", seed " + SEED);
    }
  }
}
