package io.millrace.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.job.config.PipelineFiles;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.testing.Cluster;
import io.millrace.job.testing.DuckDb;
import io.millrace.job.testing.HeldEndpoint;
import io.millrace.job.testing.PurchasesJob;
import io.millrace.job.testing.SteppedSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.CommonTestUtils;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Savepoints that earlier code took of the whole topology, with something in the state of every
 * operator: the code of today goes on from them as if it had read all records itself.
 *
 * <p>Each folder of {@code src/test/resources/io/millrace/job/frozen} has a pipeline, its records,
 * the savepoint, and the records whose rows were written before it. Those that are there stay as
 * they are. After a change of what is in state, take a further one:
 *
 * <pre>mvn verify -pl flink-job -am -Dit.test=FrozenSavepointIT -Dmillrace.freeze=v2</pre>
 *
 * <p>No file waits for its commit in them: its path would be one of the machine that took it.
 */
class FrozenSavepointIT {
  private static final Path FROZEN =
      Path.of(System.getProperty("basedir", ""))
          .resolve("src/test/resources/io/millrace/job/frozen");

  private static final int EVENTS = 1_200;
  private static final int BEFORE = 700;
  private static final int IN_FLIGHT = 40;

  @RegisterExtension static final MiniClusterExtension CLUSTER = Cluster.extension();

  @TempDir private Path folder;

  private final HeldEndpoint endpoint = HeldEndpoint.start();

  @AfterEach
  void closeEndpoint() {
    endpoint.close();
  }

  static Stream<String> versions() throws IOException {
    try (Stream<Path> folders = Files.list(FROZEN)) {
      return folders
          .filter(Files::isDirectory)
          .map(version -> version.getFileName().toString())
          .sorted()
          .collect(Collectors.toList())
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void todaysCodeGoesOnFromASavepointOf(String version) throws Exception {
    Path frozen = FROZEN.resolve(version);
    List<String> records = lines(frozen.resolve("records.ndjson.gz"));
    Path savepoint = Files.createDirectories(folder.resolve("savepoint"));
    try (InputStream in = unzipped(frozen.resolve("savepoint.gz"))) {
      Files.copy(in, savepoint.resolve("_metadata"));
    }
    run("whole", frozen, records, null);
    run("restored", frozen, records, savepoint.toUri().toString());

    String before = String.join(", ", lines(frozen.resolve("written.gz")));
    for (String output : List.of("lake", "quarantine", "dead-letter")) {
      assertThat(rows("restored", output, "true"))
          .as(output)
          .isNotEmpty()
          .isEqualTo(rows("whole", output, "origin_sequence NOT IN (" + before + ")"));
    }
    assertThat(rows("restored", "lake", "score IS NOT NULL")).hasSizeGreaterThan(IN_FLIGHT);
    assertThat(quality("restored")).hasSizeGreaterThan(20).isSubsetOf(quality("whole"));
    assertThat(told("restored")).as("counts of the run").isEqualTo(told("whole"));
  }

  /** By the system property; a version that is there stays as it is. */
  @Test
  void freezesASavepoint(@InjectMiniCluster MiniCluster cluster) throws Exception {
    String version = System.getProperty("millrace.freeze");
    Assumptions.assumeTrue(version != null, "only with -Dmillrace.freeze=VERSION");
    Path frozen = Files.createDirectory(FROZEN.resolve(version));
    Path pipeline = Files.createDirectory(frozen.resolve("pipeline"));
    for (String name : List.of("pipeline.yaml", "event.avsc", "rules.dqdl")) {
      Files.write(pipeline.resolve(name), Frozen.FILES.bytes(name));
    }
    List<String> records =
        PurchasesJob.records(new Random(7), EVENTS).stream()
            // What of the windows was answered before a late one depends on the clock.
            .filter(record -> !record.contains("late-"))
            .collect(Collectors.toList());
    zip(frozen.resolve("records.ndjson.gz"), String.join("\n", records).getBytes(UTF_8));

    SteppedSource source = new SteppedSource("frozen" + System.nanoTime(), records.size());
    JobClient job = job("frozen", source, frozen, records).start();
    source.allow(BEFORE);
    CommonTestUtils.waitForAllTaskRunning(cluster, job.getJobID(), false);
    source.awaitPause();
    // What was given before a checkpoint has passed every stage when it is complete.
    cluster.triggerCheckpoint(job.getJobID()).get();
    endpoint.hold();
    source.allow(IN_FLIGHT);
    source.awaitPause();
    // With the second one, what was written before the first is committed.
    for (int i = 0; i < 2; i++) {
      cluster.triggerCheckpoint(job.getJobID()).get();
    }
    String savepoint =
        job.triggerSavepoint(
                folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
            .get();
    job.cancel().get();
    zip(
        frozen.resolve("savepoint.gz"),
        Files.readAllBytes(Path.of(URI.create(savepoint)).resolve("_metadata")));
    List<String> written = new ArrayList<>();
    for (String output : List.of("lake", "quarantine", "dead-letter")) {
      for (List<Object> row : rows("frozen", output, "true")) {
        written.add("'" + row.get(0) + "'");
      }
    }
    zip(frozen.resolve("written.gz"), String.join("\n", written).getBytes(UTF_8));
  }

  private void run(String name, Path frozen, List<String> records, String savepoint)
      throws Exception {
    SteppedSource source = new SteppedSource(name + System.nanoTime(), records.size());
    source.allow(Integer.MAX_VALUE);
    job(name, source, frozen, records).from(savepoint).start().getJobExecutionResult().get();
  }

  private PurchasesJob job(String name, SteppedSource source, Path frozen, List<String> records)
      throws IOException {
    Configuration flink = new Configuration();
    // All state in one file.
    flink.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    return new PurchasesJob(source, records, folder.resolve(name).toUri().toString())
        .of(PipelineFiles.read(frozen.resolve("pipeline")))
        .configured(flink)
        .with(run -> run.endpoint(EndpointSettings.local(endpoint.url())));
  }

  /**
   * Rows of an output, each with the number of its record first, without what the clock decides.
   */
  private List<List<Object>> rows(String name, String output, String where) throws Exception {
    return DuckDb.query(
        "SELECT origin_sequence, COLUMNS(c -> c NOT IN ('inference_ms', 'scored_at', 'job_version',"
            + " 'pipeline_hash', 'payload', 'rules', 'failed_at')) FROM "
            + DuckDb.parquet(folder.resolve(name).resolve(output))
            + " WHERE "
            + where
            + " ORDER BY origin_sequence::BIGINT");
  }

  /**
   * The last answers; what a rule looks back on is as it was when its window was answered first.
   */
  private List<List<Object>> quality(String name) throws Exception {
    return DuckDb.query(
        "SELECT DISTINCT ON (window_start, group_key, rule) window_start, group_key, rule, metric,"
            + " round(value, 9) FROM "
            + DuckDb.parquet(folder.resolve(name).resolve("quality"))
            + " ORDER BY window_start, group_key, rule, revision DESC");
  }

  /** The last that the run told of its counts, those before the savepoint among them. */
  private List<List<Object>> told(String name) throws Exception {
    return DuckDb.query(
        "SELECT status, started_at, read, dead_lettered, quarantined, duplicates, written, scored"
            + " FROM "
            + DuckDb.parquet(folder.resolve(name).resolve("runs"))
            + " ORDER BY revision DESC LIMIT 1");
  }

  private static InputStream unzipped(Path file) throws IOException {
    return new GZIPInputStream(Files.newInputStream(file));
  }

  private static List<String> lines(Path file) throws IOException {
    try (InputStream in = unzipped(file)) {
      return new String(in.readAllBytes(), UTF_8).lines().collect(Collectors.toList());
    }
  }

  private static void zip(Path file, byte[] content) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
  }

  /** The pipeline of the next version: something for every operator that has state. */
  private static final class Frozen {
    static final PipelineFiles FILES = files();

    private static PipelineFiles files() {
      Map<String, byte[]> files = new TreeMap<>();
      PurchasesJob.FILES.names().forEach(name -> files.put(name, PurchasesJob.FILES.bytes(name)));
      String yaml = PurchasesJob.FILES.text("pipeline.yaml");
      String more =
          yaml.replace(
              "lake:",
              """
                - entity: channel
                  anomalies: { strange: amount }
              inference:
                endpoint: risk
                inputs: [amount, purchases_1m, mean_amount_5m]
                batch: { records: 64, delay: 10ms }
                timeout: 1m
                fallback: { score: null }
              lake:\
              """);
      files.put("pipeline.yaml", more.getBytes(UTF_8));
      files.put(
          "rules.dqdl",
          "Rules = [ ColumnValues \"amount\" < 100, RowCount > avg(last(3)) * 0.01, Mean \"amount\" > 1, DetectAnomalies \"Mean\" \"amount\" ]"
              .getBytes(UTF_8));
      return PipelineFiles.of("purchases", files);
    }
  }
}
