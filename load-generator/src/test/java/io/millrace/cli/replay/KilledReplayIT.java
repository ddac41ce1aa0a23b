package io.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.CommandRun;
import io.millrace.cli.Progress;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Counter;
import io.millrace.job.lineage.RunTable;
import io.millrace.job.quality.QualityTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay whose process is killed, and taken up again, gives what one gives that runs through.
 *
 * <p>Features of rows that share a customer or a terminal with a late event are not compared: which
 * of them already see it depends on when watermarks come, in any two runs.
 */
class KilledReplayIT {
  private static final int KILLS = 2;
  private static final int MOST_MILLIS_AFTER_CHECKPOINT = 250;

  private static final List<String> ORIGIN =
      List.of("origin_stream", "origin_shard", "origin_sequence");

  /** When the record was read and scored, and how long scoring took: of the clock. */
  private static final Set<String> TIMING = Set.of("arrival_time", "inference_ms", "scored_at");

  private static final String LATEST_QUALITY =
      "(SELECT * EXCLUDE (revision) FROM %s QUALIFY"
          + " row_number() OVER (PARTITION BY window_start, group_key, rule ORDER BY revision DESC)"
          + " = 1)";

  @TempDir private Path folder;

  private Path pipelineFolder;
  private Pipeline pipeline;

  /** Payments whose scores and quality results do not depend on how fast they come by. */
  @BeforeEach
  void writePipeline() throws IOException {
    PipelineFiles shipped = Pipelines.open(Pipelines.DEFAULT);
    pipelineFolder = folder.resolve("pipeline");
    for (String name : shipped.names()) {
      Path file = pipelineFolder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, shipped.bytes(name));
    }
    String yaml = shipped.text(PipelineFiles.PIPELINE);
    for (String[] change :
        new String[][] {
          {"allowed-lateness: 10m", "allowed-lateness: 3h"},
          {"  timeout: 10s", "  timeout: 1m"},
          {"    delay: 7d", "    delay: 1h"},
        }) {
      assertThat(yaml).contains(change[0]);
      yaml = yaml.replace(change[0], change[1]);
    }
    Files.writeString(pipelineFolder.resolve(PipelineFiles.PIPELINE), yaml);
    pipeline = Pipeline.of(PipelineFiles.read(pipelineFolder));
  }

  @Test
  void givesWhatAnUndisturbedReplayGives(TestReporter report) throws Exception {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    report.publishEntry("seed", String.valueOf(seed));
    Path input = generate(40_000);
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    CommandRun undisturbed =
        CommandRun.of("replay", pipelineFolder.toString(), "--input=" + input, "--out=" + whole);
    assertThat(undisturbed.exitCode()).as(undisturbed.err()).isZero();

    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      replayAndKill(input, killed, 1 + kill % 2, kill > 0, random);
    }
    CommandRun last =
        CommandRun.of(
            "replay", pipelineFolder.toString(), "--out=" + killed, "--resume", "--parallelism=2");

    assertThat(last.exitCode()).as("seed %d: %s", seed, last.err()).isZero();
    assertThat(last.out()).contains("Going on from checkpoint chk-");
    assertThat(counts(killed)).as("seed %d", seed).isEqualTo(counts(whole));
    assertThat(lineage(killed, "/run/runId")).as("seed %d", seed).containsOnly(runId(killed));
    assertThat(lineage(killed, "/eventType").stream().filter(type -> !type.equals("RUNNING")))
        .as("a process that died is followed by an end that the next one tells")
        .startsWith("START", "ABORT", "START", "ABORT", "START")
        .endsWith("COMPLETE");
    assertThat(leftovers(killed)).as("seed %d", seed).isEmpty();
    try (Connection warehouse =
        DriverManager.getConnection("jdbc:duckdb:" + killed.resolve(RunFolder.WAREHOUSE))) {
      assertSameRows(seed, warehouse, whole, killed);
      assertSameQuality(seed, warehouse, whole, killed);
      assertOneRun(seed, warehouse, killed);
    }
  }

  private Path generate(int events) throws IOException {
    Path input = folder.resolve("events.avro");
    new Generator(
            pipeline.event(),
            new PopulationOptions()
                .withEvents(events)
                .withRate(2)
                .withCustomers(600)
                .withTerminals(400),
            new FaultOptions()
                .withDisorder(Duration.ofSeconds(3))
                .withMissing(0.02)
                .withDuplicates(0.02)
                .withLate(0.0002)
                .withQuarantine(0.01)
                .withMalformed(0.005))
        .write(input, Progress.none());
    return input;
  }

  /** Replays in a process of its own, and kills that some time after its first checkpoint. */
  private void replayAndKill(Path input, Path out, int parallelism, boolean resume, Random random)
      throws Exception {
    List<String> options = new ArrayList<>();
    options.add(pipelineFolder.toString());
    options.add("--input=" + input);
    options.add("--parallelism=" + parallelism);
    options.add("--checkpoint-interval=200ms");
    if (resume) {
      options.add("--resume");
    }
    try (ReplayProcess replay = ReplayProcess.start(out, folder.resolve("printed.txt"), options)) {
      replay.awaitCheckpoint();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_AFTER_CHECKPOINT));
      replay.kill();
    }
    assertThat(RunFolder.isUnfinished(out)).isTrue();
  }

  private void assertSameRows(long seed, Connection warehouse, Path whole, Path killed)
      throws Exception {
    String left = Comparison.parquet(whole.resolve("lake"));
    String right = Comparison.parquet(killed.resolve("lake"));
    Set<String> featureless = new HashSet<>(TIMING);
    pipeline.layout().columns().stream()
        .map(column -> column.name())
        .filter(
            name -> name.matches("(customer|terminal)_(count|amount|risk)_.*|amount_ratio|score"))
        .forEach(featureless::add);
    assertThat(new Comparison(warehouse, left, right, ORIGIN).differences(featureless))
        .as("seed %d: rows", seed)
        .isEmpty();

    String apart =
        "(SELECT * FROM %s WHERE "
            + apartFromLate("customer_id", left)
            + " AND "
            + apartFromLate("terminal_id", left)
            + ")";
    Comparison features =
        new Comparison(warehouse, apart.formatted(left), apart.formatted(right), ORIGIN);
    assertThat(features.differences(TIMING)).as("seed %d: features", seed).isEmpty();
    assertThat(features.rows()).isGreaterThan(counts(whole).get("written").asLong() * 8 / 10);

    assertThat(new Comparison(warehouse, right, pipeline.table(), ORIGIN).differences(Set.of()))
        .as("seed %d: lake and warehouse", seed)
        .isEmpty();
    for (String side : List.of("dead-letter", "quarantine")) {
      Comparison records =
          new Comparison(
              warehouse,
              Comparison.parquet(whole.resolve(side)),
              Comparison.parquet(killed.resolve(side)),
              ORIGIN);
      assertThat(records.rows()).isPositive();
      assertThat(records.differences(TIMING)).as("seed %d: %s", seed, side).isEmpty();
    }
  }

  private static String apartFromLate(String entity, String rows) {
    String late = "SELECT " + entity + " FROM " + rows + " WHERE late";
    return "(" + entity + " IN (" + late + ")) IS NOT TRUE";
  }

  private static void assertSameQuality(long seed, Connection warehouse, Path whole, Path killed)
      throws Exception {
    List<String> keys = List.of("window_start", "group_key", "rule");
    String left = LATEST_QUALITY.formatted(Comparison.parquet(whole.resolve("quality")));
    String right = LATEST_QUALITY.formatted(Comparison.parquet(killed.resolve("quality")));
    Comparison results = new Comparison(warehouse, left, right, keys);
    assertThat(results.rows()).isPositive();
    assertThat(results.differences(Set.of())).as("seed %d: quality", seed).isEmpty();
    assertThat(
            new Comparison(warehouse, right, LATEST_QUALITY.formatted(QualityTable.NAME), keys)
                .differences(Set.of()))
        .as("seed %d: quality of lake and warehouse", seed)
        .isEmpty();
  }

  /** The run that died twice is one run, whose last word counts each record once. */
  private static void assertOneRun(long seed, Connection warehouse, Path killed) throws Exception {
    List<String> columns = new ArrayList<>(List.of("run_id", "status"));
    List<String> expected = new ArrayList<>(List.of(runId(killed), "COMPLETE"));
    JsonNode counts = counts(killed);
    for (Counter counter : Counter.values()) {
      if (counts.has(counter.label())) {
        columns.add('"' + RunTable.column(counter) + '"');
        expected.add(counts.get(counter.label()).asText());
      }
    }
    assertThat(columns).contains("\"read\"", "\"quarantined\"", "\"written\"");
    try (Statement statement = warehouse.createStatement();
        ResultSet told =
            statement.executeQuery(
                "SELECT concat_ws(' ', "
                    + String.join(", ", columns)
                    + "), attempt FROM "
                    + RunTable.LATEST)) {
      assertThat(told.next()).isTrue();
      assertThat(told.getString(1)).as("seed %d", seed).isEqualTo(String.join(" ", expected));
      assertThat(told.getInt(2)).as("seed %d: attempts", seed).isEqualTo(1 + KILLS);
      assertThat(told.next()).as("seed %d: another run", seed).isFalse();
    }
  }

  private static JsonNode counts(Path out) throws IOException {
    JsonNode summary = new ObjectMapper().readTree(out.resolve(RunFolder.SUMMARY).toFile());
    List<String> counters =
        Stream.concat(Stream.of(Counter.values()).map(Counter::label), Stream.of("loaded"))
            .toList();
    return ((ObjectNode) summary).retain(counters);
  }

  /** What every lineage event says, in their order. */
  private static List<String> lineage(Path out, String pointer) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> said = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("lineage/events.jsonl"))) {
      said.add(json.readTree(line).at(pointer).asText());
    }
    return said;
  }

  private static String runId(Path out) throws IOException {
    return new ObjectMapper()
        .readTree(out.resolve(RunFolder.RECORD).toFile())
        .path("runId")
        .asText();
  }

  /** Checkpoints, and files that a process that died never finished. */
  private static List<Path> leftovers(Path out) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files
          .filter(file -> file.toString().contains("inprogress") || file.endsWith("checkpoints"))
          .collect(Collectors.toList());
    }
  }
}
