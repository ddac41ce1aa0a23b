package io.millrace.job.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.job.OutputPaths;
import io.millrace.job.Run;
import io.millrace.job.Topology;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.NoTransport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The whole topology over purchases that come step by step, on RocksDB: with duplicates, damaged
 * records, records that break a rule, and two entities.
 */
public final class PurchasesJob {
  public static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(START.plusSeconds(86_400), ZoneOffset.UTC);
  private static final UUID RUN = UUID.fromString("01a2048b-43e0-7ee6-93d4-03edf76b6dc7");

  /** Rows, dead letters, quarantined events and quality results come of it. */
  public static final PipelineFiles FILES =
      PipelineFiles.of(
          "purchases",
          Map.of(
              "pipeline.yaml",
              """
              pipeline: purchases
              event:
                schema: event.avsc
                format: json
                id: id
                time: time
                ordering: 5s
              deduplicate: 1h
              quality:
                rules: rules.dqdl
                window: 1m
                allowed-lateness: 2h
                group-by: [channel]
              features:
                - entity: customer
                  windows: [1m, 10m]
                  aggregates: { purchases: count(), spent: "sum(amount, default: 0)" }
                - entity: terminal
                  windows: [5m]
                  delay: 1m
                  aggregates:
                    seen: count()
                    mean_amount: mean(amount)
                    least: min(amount)
                    most: max(amount)
                - derive: { ratio: amount / mean_amount_5m }
              lake:
                partition-by: [dt, hour]
              warehouse:
                table: purchases
              """
                  .getBytes(UTF_8),
              "event.avsc",
              """
              {"type": "record", "name": "Purchase", "namespace": "io.millrace.test", "fields": [
                {"name": "id", "type": "string"},
                {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "customer", "type": ["null", "string"], "default": null},
                {"name": "terminal", "type": ["null", "string"], "default": null},
                {"name": "channel", "type": "string"},
                {"name": "amount", "type": ["null", "double"], "default": null}
              ]}
              """
                  .getBytes(UTF_8),
              "rules.dqdl",
              "Rules = [ ColumnValues \"amount\" < 100, RowCount > 0, Completeness \"amount\" > 0.5 ]"
                  .getBytes(UTF_8)));

  private final SteppedSource source;
  private final List<String> records;
  private final String out;
  private PipelineFiles files = FILES;
  private int parallelism = 1;
  private int restarts;
  private String savepoint;
  private Consumer<Run.Builder> further = run -> {};
  private Configuration flink = new Configuration();

  /**
   * A job.
   *
   * @param source gives as many numbers as there are records
   * @param out where it writes, a URI
   */
  public PurchasesJob(SteppedSource source, List<String> records, String out) {
    this.source = source;
    this.records = records;
    this.out = out;
  }

  /** With another pipeline than {@link #FILES}. */
  public PurchasesJob of(PipelineFiles others) {
    files = others;
    return this;
  }

  public PurchasesJob parallelism(int subtasks) {
    parallelism = subtasks;
    return this;
  }

  /** Survives so many failures. */
  public PurchasesJob restarts(int failures) {
    restarts = failures;
    return this;
  }

  /** Goes on from a savepoint; null: from the beginning. */
  public PurchasesJob from(String path) {
    savepoint = path;
    return this;
  }

  /** With further settings of the run. */
  public PurchasesJob with(Consumer<Run.Builder> settings) {
    further = settings;
    return this;
  }

  /** With further settings of Flink. */
  public PurchasesJob configured(Configuration settings) {
    flink = settings;
    return this;
  }

  /**
   * Purchases half a second apart, delivered out of order, some at the same time, some twice, some
   * of nobody, some damaged, some against the rules. A late one has a customer and a terminal of
   * its own: which others already see it depends on when watermarks come.
   */
  public static List<String> records(Random random, int count) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int fate = random.nextInt(100);
      if (fate < 3 && i > 0) {
        records.add(records.get(Math.max(0, i - 1 - random.nextInt(200))));
        continue;
      }
      if (fate < 4) {
        records.add("{damaged");
        continue;
      }
      boolean late = fate < 5;
      long ago = late ? 20_000 + random.nextInt(600_000) : random.nextInt(4_500);
      long time = START.toEpochMilli() + Math.max(0, i * 500L - ago) / 1000 * 1000;
      String customer = late ? "late-" + i : entity("c", random, 40);
      String terminal = late ? "late-" + i : entity("t", random, 15);
      String amount =
          fate < 15 ? "null" : String.valueOf(random.nextInt(fate == 15 ? 300 : 90) / 8.0);
      records.add(
          "{\"id\":\"e%d\",\"time\":%d,\"customer\":%s,\"terminal\":%s,\"channel\":\"%s\",\"amount\":%s}"
              .formatted(
                  i,
                  time,
                  customer == null ? "null" : '"' + customer + '"',
                  terminal == null ? "null" : '"' + terminal + '"',
                  random.nextBoolean() ? "web" : "shop",
                  amount));
    }
    return records;
  }

  private static String entity(String kind, Random random, int count) {
    int number = random.nextInt(count);
    return number == 0 ? null : kind + number;
  }

  /** Starts it. */
  public JobClient start() throws Exception {
    StreamExecutionEnvironment env = Cluster.environment(parallelism, 500, restarts);
    Configuration settings = new Configuration(flink);
    settings.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    if (savepoint != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    env.configure(settings);
    env.getConfig().setAutoWatermarkInterval(10);
    Topology.define(env, files, run().edges());
    return env.executeAsync();
  }

  /** The run of the job. */
  public Run run() {
    Run.Builder run =
        Run.of(files, OutputPaths.below(out), CLOCK)
            .id(RUN)
            .source(
                (environment, pipeline, decoder, type) ->
                    attach(environment, source, records, decoder, type),
                new DatasetName("file", "purchases"))
            .lineage(new NoTransport());
    further.accept(run);
    return run.build();
  }

  private static DataStream<RawEvent> attach(
      StreamExecutionEnvironment env,
      SteppedSource source,
      List<String> records,
      RecordDecoder decoder,
      TypeInformation<RawEvent> type) {
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("source")
        .setParallelism(1)
        .map(new Read(records, decoder))
        .returns(type)
        .uid("read")
        .setParallelism(1)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<RawEvent>forBoundedOutOfOrderness(Duration.ofSeconds(5))
                .withTimestampAssigner(
                    (raw, before) ->
                        raw.decoded().isEvent() ? raw.decoded().event().timeMillis() : before))
        .uid("watermarks")
        .setParallelism(1);
  }

  /** Every row of every output, sorted. */
  public static Map<String, List<String>> outputs(Path out) throws Exception {
    Map<String, List<String>> outputs = new LinkedHashMap<>();
    String record = "* REPLACE (hex(payload) AS payload, array_to_string(rules, ';') AS rules)";
    outputs.put("lake", rows(out, "lake", "*", "origin_sequence::BIGINT"));
    outputs.put("dead-letter", rows(out, "dead-letter", record, "origin_sequence::BIGINT"));
    outputs.put("quarantine", rows(out, "quarantine", record, "origin_sequence::BIGINT"));
    // A late event's revision holds all that came between two watermarks, which come by the clock.
    outputs.put(
        "quality",
        rows(
            out,
            "quality",
            "DISTINCT ON (window_start, group_key, rule) * EXCLUDE (revision)",
            "window_start, group_key, rule, revision DESC"));
    return outputs;
  }

  private static List<String> rows(Path out, String output, String columns, String order)
      throws Exception {
    return DuckDb.query(
            "SELECT "
                + columns
                + " FROM "
                + DuckDb.parquet(out.resolve(output))
                + " ORDER BY "
                + order)
        .stream()
        .map(List::toString)
        .toList();
  }

  private static final class Read extends RichMapFunction<Long, RawEvent> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<String> records;
    private final RecordDecoder decoder;
    private transient RecordDecoder own;

    Read(List<String> records, RecordDecoder decoder) {
      this.records = new ArrayList<>(records);
      this.decoder = decoder;
    }

    @Override
    public void open(OpenContext context) {
      own = decoder.duplicate();
    }

    @Override
    public RawEvent map(Long number) {
      byte[] payload = records.get(number.intValue()).getBytes(UTF_8);
      Origin origin = Origin.ofFile("purchases", "file", number, CLOCK.millis());
      return RawEvent.of(payload, origin, own);
    }
  }
}
