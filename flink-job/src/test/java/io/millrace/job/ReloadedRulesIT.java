package io.millrace.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.dqdl.RulesetReader;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.NoTransport;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.SteppedSource;
import io.millrace.job.validate.reload.RulesetLocation;
import io.millrace.job.validate.reload.WatchRuleset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology while its ruleset changes, and through a savepoint after that. */
class ReloadedRulesIT {
  private static final int EVENTS = 1_200;
  private static final int STEP = 300;
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(START.plusSeconds(86_400), ZoneOffset.UTC);
  private static final String OWN = "Rules = [ ColumnValues \"amount\" < 95, RowCount > 0 ]";
  private static final String BAD = "Rules = [ ColumnValues \"amuont\" < 50, RowCount > 0 ]";
  private static final String NEXT =
      "Rules = [ ColumnValues \"amount\" < 50, RowCount > 0, Completeness \"amount\" > 0.5 ]";

  private static final PipelineFiles FILES =
      PipelineFiles.of(
          "purchases",
          Map.of(
              "pipeline.yaml",
              """
              pipeline: purchases
              event: { schema: event.avsc, format: json, id: id, time: time }
              quality: { rules: rules.dqdl, window: 1m, allowed-lateness: 1h }
              features:
                - entity: customer
                  windows: [1m]
                  aggregates: { purchases: count() }
              """
                  .getBytes(UTF_8),
              "event.avsc",
              """
              {"type": "record", "name": "Purchase", "namespace": "io.millrace.test", "fields": [
                {"name": "id", "type": "string"},
                {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "customer", "type": "string"},
                {"name": "amount", "type": "double"}
              ]}
              """
                  .getBytes(UTF_8),
              "rules.dqdl",
              OWN.getBytes(UTF_8)));

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir private Path folder;

  @Test
  void aNewRulesetIsTakenUpWithoutARestartAndABadOneIsNot(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    Path rules = folder.resolve("rules.dqdl");
    Path out = folder.resolve("out");
    Files.writeString(rules, OWN);
    Watched location = new Watched(rules.toString());
    SteppedSource source = new SteppedSource("reloaded-" + System.nanoTime(), EVENTS);

    JobClient job = start(source, location, out, null);
    CommonTestUtils.waitForAllTaskRunning(cluster, job.getJobID(), false);
    source.allow(STEP);
    source.awaitPause();
    Files.writeString(rules, BAD);
    location.awaitLooks(2);
    source.allow(STEP);
    source.awaitPause();
    // What was given before a checkpoint has passed every stage when it is complete.
    cluster.triggerCheckpoint(job.getJobID()).get();
    Files.writeString(rules, NEXT);
    location.awaitLooks(2);
    source.allow(STEP);
    source.awaitPause();
    String savepoint =
        job.stopWithSavepoint(
                false,
                folder.resolve("savepoints").toUri().toString(),
                SavepointFormatType.CANONICAL)
            .get();
    job.getJobExecutionResult().get();

    // The active ruleset is state: it needs no file any more.
    Files.delete(rules);
    JobClient restored = start(source, location, out, savepoint);
    source.allow(Integer.MAX_VALUE);
    restored.getJobExecutionResult().get();

    String own = RulesetReader.hash(OWN);
    String next = RulesetReader.hash(NEXT);
    String rows =
        "(SELECT origin_sequence::BIGINT AS n, ruleset_hash AS h, true AS kept FROM "
            + DuckDb.parquet(out.resolve("lake"))
            + " UNION ALL SELECT origin_sequence::BIGINT, ruleset_hash, false FROM "
            + DuckDb.parquet(out.resolve("quarantine"))
            + ")";
    assertThat(query("SELECT count(*), count(DISTINCT n) FROM " + rows))
        .as("each event once")
        .isEqualTo("[" + EVENTS + ", " + EVENTS + "]");
    assertThat(
            query(
                "SELECT count(*) FROM "
                    + rows
                    + " WHERE n < "
                    + 2 * STEP
                    + " AND h <> '"
                    + own
                    + "'"))
        .as("the bad ruleset changed nothing")
        .isEqualTo("[0]");
    assertThat(
            query(
                "SELECT count(*) FROM "
                    + rows
                    + " WHERE n >= "
                    + 3 * STEP
                    + " AND h <> '"
                    + next
                    + "'"))
        .as("the new one is there after the restart")
        .isEqualTo("[0]");
    assertThat(
            query(
                "SELECT count(*) FROM (SELECT h, lag(h) OVER (PARTITION BY n % 2 ORDER BY n) AS b"
                    + " FROM "
                    + rows
                    + ") WHERE h <> b"))
        .as("each of two subtasks changes once")
        .isEqualTo("[2]");
    assertThat(
            query(
                "SELECT count(*) FROM "
                    + rows
                    + " WHERE kept <> (n % 100 < CASE h WHEN '"
                    + own
                    + "' THEN 95 ELSE 50 END)"))
        .as("each event meets the verdict of the ruleset that it names")
        .isEqualTo("[0]");

    String quality = DuckDb.parquet(out.resolve("quality"));
    assertThat(
            query(
                "SELECT sum(value) FROM (SELECT DISTINCT ON (window_start) * FROM "
                    + quality
                    + " WHERE rule = 'RowCount > 0' ORDER BY window_start, revision DESC)"))
        .as("windows add up to all events across the change")
        .isEqualTo("[" + (double) EVENTS + "]");
    assertThat(query("SELECT count(DISTINCT ruleset_hash) FROM " + quality)).isEqualTo("[2]");
    assertThat(alerts(out))
        .as("the bad ruleset is told, and that it is gone")
        .anyMatch(line -> line.contains("\"RAISED\"") && line.contains(RulesetReader.hash(BAD)))
        .anyMatch(line -> line.contains("\"RESOLVED\"") && line.contains(RulesetReader.hash(BAD)));
  }

  private static String query(String sql) throws Exception {
    return DuckDb.query(sql).get(0).toString();
  }

  private static List<String> alerts(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out.resolve("alerts"))) {
      return files
          .filter(file -> file.toString().endsWith(".ndjson"))
          .flatMap(ReloadedRulesIT::lines)
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JobClient start(SteppedSource source, Watched location, Path out, String savepoint)
      throws Exception {
    StreamExecutionEnvironment env = Cluster.environment(2, 500, 0);
    Configuration settings = new Configuration();
    settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    if (savepoint != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    env.configure(settings);
    env.getConfig().setAutoWatermarkInterval(10);
    Run run =
        Run.of(FILES, OutputPaths.below(out.toUri().toString()), CLOCK)
            .source(
                (environment, pipeline, decoder, type) ->
                    attach(environment, source, decoder, type),
                new DatasetName("file", "purchases"))
            .rulesets(
                (events, files) ->
                    WatchRuleset.attach(events, files, location, Duration.ofMillis(50)))
            .lineage(new NoTransport())
            .build();
    Topology.define(env, FILES, run.edges());
    return env.executeAsync();
  }

  /** One reader, and two subtasks that events go to in turn. */
  private static DataStream<RawEvent> attach(
      StreamExecutionEnvironment env,
      SteppedSource source,
      RecordDecoder decoder,
      TypeInformation<RawEvent> type) {
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("source")
        .setParallelism(1)
        .partitionCustom((number, subtasks) -> (int) (number % subtasks), number -> number)
        .map(new Read(decoder))
        .returns(type)
        .uid("read")
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<RawEvent>forBoundedOutOfOrderness(Duration.ofSeconds(5))
                .withTimestampAssigner((raw, before) -> raw.decoded().event().timeMillis()))
        .uid("watermarks");
  }

  /** A file whose looks are counted. */
  private static final class Watched implements RulesetLocation {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger LOOKS = new AtomicInteger();

    private final String file;

    Watched(String file) {
      this.file = file;
    }

    @Override
    public String read() throws IOException {
      try {
        return RulesetLocation.ofFile(file).read();
      } finally {
        LOOKS.incrementAndGet();
      }
    }

    /**
     * Returns when a look that began after this call, and the one before it, have been dealt with.
     */
    void awaitLooks(int looks) throws InterruptedException {
      int enough = LOOKS.get() + looks + 1;
      while (LOOKS.get() < enough) {
        Thread.sleep(10);
      }
    }

    @Override
    public String toString() {
      return file;
    }
  }

  private static final class Read extends RichMapFunction<Long, RawEvent> {
    private static final long serialVersionUID = 1L;

    private final RecordDecoder decoder;
    private transient RecordDecoder own;

    Read(RecordDecoder decoder) {
      this.decoder = decoder;
    }

    @Override
    public void open(OpenContext context) {
      own = decoder.duplicate();
    }

    @Override
    public RawEvent map(Long number) {
      String record =
          "{\"id\":\"e%d\",\"time\":%d,\"customer\":\"c%d\",\"amount\":%d.0}"
              .formatted(number, START.toEpochMilli() + number * 1_000, number % 7, number % 100);
      Origin origin = Origin.ofFile("purchases", "file", number, CLOCK.millis());
      return RawEvent.of(record.getBytes(UTF_8), origin, own);
    }
  }
}
