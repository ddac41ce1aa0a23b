package io.millrace.cli.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Progress;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Counter;
import io.millrace.job.inference.variant.VariantTable;
import io.millrace.job.lineage.LineageEvents;
import io.millrace.job.lineage.RunTable;
import io.millrace.job.quality.QualityTable;
import io.millrace.job.quality.alert.AlertTable;
import io.millrace.job.warehouse.LoadLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One small input with every fault, and every output of its replay compared whole with the files in
 * {@code src/test/resources/io/millrace/cli/replay/golden}.
 *
 * <p>After a change that is meant to change the outputs, write the files anew and read what changed
 * in the diff:
 *
 * <pre>mvn verify -pl load-generator -am -Dit.test=GoldenReplayIT -Dmillrace.golden.write=true
 * </pre>
 *
 * <p>Left out or replaced by a name in angle brackets is what another run may not repeat: folders,
 * the run's id, the hash of the pipeline folder (a comment would change it), the time that scoring
 * took. Lineage events on the way, and all but the last revision of a quality result, depend on
 * when checkpoints and watermarks come; the quality window here stays open for as long as an event
 * can be late, so that its last revision does not.
 */
class GoldenReplayIT {
  /** How long scoring took, and when it was: of the clock. */
  private static final Set<String> TIMING = Set.of("inference_ms", "scored_at");

  private static final boolean WRITE = Boolean.getBoolean("millrace.golden.write");
  private static final Path GOLDEN =
      Path.of(System.getProperty("basedir", ""))
          .resolve("src/test/resources/io/millrace/cli/replay/golden");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-07-01T00:00:00Z"), ZoneOffset.UTC);
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);

  /**
   * No late event of this seed has a later one of its customer before it, see {@link
   * #assertOneOrder}.
   */
  private static final long SEED = 24;

  @TempDir private Path folder;

  @ParameterizedTest(name = "parallelism {0}")
  @ValueSource(ints = {1, 2})
  void everyOutputIsAsItWas(int parallelism) throws Exception {
    PipelineFiles files = pipeline();
    Path input = generate(Pipeline.of(files));
    Path out = folder.resolve("out");
    Summary summary = replay(files, ReplayInput.of(input), out, parallelism);
    assertThat(summary.imbalances()).isEmpty();
    Map<String, List<String>> outputs = outputs(Pipeline.of(files), out, summary);
    if (WRITE && parallelism == 1) {
      write(outputs, GOLDEN);
    }
    assertMatchGolden(outputs);
  }

  private static Summary replay(PipelineFiles files, ReplayInput input, Path out, int parallelism)
      throws Exception {
    RunRecord record =
        RunRecord.recorded(LineageEvents.newRunId(CLOCK), Pipelines.DEFAULT, files.hash(), input);
    try (RunFolder folder = RunFolder.begin(out, record)) {
      return new ReplayRun(files, input, folder, parallelism, CHECKPOINT_INTERVAL, CLOCK).execute();
    }
  }

  private static PipelineFiles pipeline() {
    PipelineFiles shipped = Pipelines.open(Pipelines.DEFAULT);
    Map<String, byte[]> files = new LinkedHashMap<>();
    shipped.names().forEach(name -> files.put(name, shipped.bytes(name)));
    String yaml = shipped.text(PipelineFiles.PIPELINE);
    assertThat(yaml).contains("allowed-lateness: 10m");
    files.put(
        PipelineFiles.PIPELINE,
        yaml.replace("allowed-lateness: 10m", "allowed-lateness: 3h").getBytes(UTF_8));
    return PipelineFiles.of("payments of the golden replay", files);
  }

  private Path generate(Pipeline pipeline) throws IOException {
    Path input = folder.resolve("input");
    new Generator(
            pipeline.event(),
            new PopulationOptions()
                .withSeed(SEED)
                .withEvents(60)
                .withCustomers(5)
                .withTerminals(4)
                .withDays(12),
            new FaultOptions()
                .withDisorder(Duration.ofSeconds(3))
                .withMissing(0.1)
                .withDuplicates(0.1)
                .withLate(0.1)
                .withMalformed(0.05)
                .withOversized(0.02)
                .withAhead(0.05)
                .withQuarantine(0.1))
        .write(input.resolve("events.avro"), Progress.none());
    return input;
  }

  private Map<String, List<String>> outputs(Pipeline pipeline, Path out, Summary summary)
      throws Exception {
    GoldenText text = new GoldenText(folder, pipeline.hash());
    Map<String, List<String>> outputs = new LinkedHashMap<>();
    outputs.put("summary.txt", summaryLines(summary));
    outputs.put("lineage.txt", text.lineage(out.resolve("lineage/events.jsonl")));
    try (Connection warehouse =
        DriverManager.getConnection("jdbc:duckdb:" + out.resolve(RunFolder.WAREHOUSE))) {
      String lake = parquet(out.resolve("lake"));
      assertOneOrder(text, warehouse, lake);
      List<String> rows = text.rows(warehouse, lake, TIMING, "event_id, event_time, event_type");
      assertThat(text.rows(warehouse, pipeline.table(), TIMING, "event_id, event_time, event_type"))
          .as("warehouse and lake")
          .isEqualTo(rows);
      outputs.put("rows.txt", rows);
      for (String side : List.of("dead-letter", "quarantine")) {
        outputs.put(
            side + ".txt",
            text.rows(
                warehouse,
                parquet(out.resolve(side)),
                Set.of(),
                "CAST(origin_sequence AS BIGINT)"));
      }
      outputs.put("quality.txt", quality(text, warehouse, out));
      outputs.put("files.txt", files(text, warehouse, out));
      outputs.put("variants.txt", variants(text, warehouse, out));
      outputs.put("runs.txt", runs(text, warehouse, out));
    }
    return outputs;
  }

  private static List<String> summaryLines(Summary summary) {
    List<String> lines = new ArrayList<>();
    for (Counter counter : Counter.values()) {
      lines.add(counter.label() + ": " + summary.count(counter));
    }
    lines.add("loaded: " + summary.loaded());
    return lines;
  }

  /**
   * Whether a late event counts in the features of later ones that came before it depends on the
   * watermarks between them, which come by the clock; so this input has none such.
   */
  private static void assertOneOrder(GoldenText text, Connection warehouse, String lake)
      throws Exception {
    assertThat(
            text.rows(
                warehouse,
                "(SELECT late.event_id FROM "
                    + lake
                    + " late JOIN "
                    + lake
                    + " met ON met.customer_id = late.customer_id AND late.late"
                    + " AND met.event_time > late.event_time"
                    + " AND CAST(met.origin_sequence AS BIGINT)"
                    + " < CAST(late.origin_sequence AS BIGINT))",
                Set.of(),
                "event_id"))
        .as("late events behind later ones of their customer; choose another seed")
        .isEmpty();
  }

  private static List<String> quality(GoldenText text, Connection warehouse, Path out)
      throws Exception {
    String order = "window_start, group_key, rule, revision";
    assertThat(text.rows(warehouse, QualityTable.NAME, Set.of(), order))
        .as("quality results of the warehouse and of the lake")
        .isEqualTo(text.rows(warehouse, parquet(out.resolve("quality")), Set.of(), order));
    return GoldenText.oneLineEach(
        text.rows(warehouse, QualityTable.LATEST, Set.of("revision"), order));
  }

  private static List<String> files(GoldenText text, Connection warehouse, Path out)
      throws Exception {
    List<String> lines = new ArrayList<>();
    for (String output : List.of("lake", "dead-letter", "quarantine")) {
      lines.addAll(text.rowsOfFolders(warehouse, out, output));
    }
    lines.addAll(
        text.rows(
            warehouse,
            "(SELECT table_name, sum(\"rows\") AS \"rows\", loaded_at FROM "
                + LoadLedger.TABLE
                // Of the others there are as many rows as checkpoints, or revisions.
                + " WHERE table_name NOT IN ('"
                + String.join(
                    "', '", VariantTable.NAME, QualityTable.NAME, AlertTable.NAME, RunTable.NAME)
                + "') GROUP BY table_name, loaded_at)",
            Set.of(),
            "table_name, loaded_at"));
    return lines;
  }

  /** Added up, as there are as many rows as checkpoints. */
  private static List<String> variants(GoldenText text, Connection warehouse, Path out)
      throws Exception {
    assertThat(text.rows(warehouse, VariantTable.NAME, Set.of(), "measured_at, variant"))
        .as("variants of the warehouse and of the lake")
        .isEqualTo(
            text.rows(
                warehouse, parquet(out.resolve("variants")), Set.of(), "measured_at, variant"));
    return text.rows(
        warehouse,
        "(SELECT role, variant, model_version, sum(events) AS events, sum(scored) AS scored,"
            + " min(first_event_time) AS first_event_time, max(last_event_time) AS last_event_time,"
            + " min(score_min) AS score_min, max(score_max) AS score_max FROM "
            + VariantTable.NAME
            + " GROUP BY role, variant, model_version)",
        Set.of(),
        "variant");
  }

  /** How the run stands; whether it told anything on the way depends on the clock. */
  private static List<String> runs(GoldenText text, Connection warehouse, Path out)
      throws Exception {
    assertThat(text.rows(warehouse, RunTable.NAME, Set.of(), "revision"))
        .as("what the run told the warehouse and the lake")
        .isEqualTo(text.rows(warehouse, parquet(out.resolve("runs")), Set.of(), "revision"));
    return text.rows(
        warehouse, RunTable.LATEST, Set.of("run_id", "job_version", "revision"), "run_id");
  }

  private static String parquet(Path folder) {
    return "read_parquet('" + folder + "/**/*.parquet', hive_partitioning = false)";
  }

  private static void write(Map<String, List<String>> outputs, Path to) throws IOException {
    Files.createDirectories(to);
    for (Map.Entry<String, List<String>> output : outputs.entrySet()) {
      Files.writeString(to.resolve(output.getKey()), String.join("\n", output.getValue()) + '\n');
    }
  }

  private void assertMatchGolden(Map<String, List<String>> outputs) throws IOException {
    Path actual = folder.resolve("golden");
    write(outputs, actual);
    SoftAssertions.assertSoftly(
        files ->
            outputs
                .keySet()
                .forEach(
                    name ->
                        files
                            .assertThat(actual.resolve(name))
                            .hasSameTextualContentAs(GOLDEN.resolve(name))));
  }
}
