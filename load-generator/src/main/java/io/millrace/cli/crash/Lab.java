package io.millrace.cli.crash;

import io.millrace.cli.Folders;
import io.millrace.cli.Progress;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.Manifest;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.cli.replay.RunFolder;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Counter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A folder with a pipeline, payments for it, and what becomes of them when nothing goes wrong.
 *
 * <p>The payments are made up with duplicates, malformed records and records that break rules, so
 * that every output gets some; none is late, as what a late event's neighbours see of it depends on
 * when watermarks come.
 */
final class Lab {
  /** Table of the warehouse. */
  static final String TABLE = LabPipeline.TABLE;

  /** Few enough that the hours are partitions of a checkpoint each, or less. */
  private static final double EVENTS_PER_SECOND = 1;

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(250);

  private final Path folder;
  private final int parallelism;
  private final Map<Output, Content> expected = new EnumMap<>(Output.class);
  private Duration startUp;

  private Lab(Path folder, int parallelism) {
    this.folder = folder;
    this.parallelism = parallelism;
  }

  /**
   * Sets it up.
   *
   * @param folder an empty one
   * @param lake keys of the pipeline's section, e.g. {@code compact: true}
   * @throws IllegalStateException when a replay that nobody disturbs differs from what was
   *     generated
   */
  static Lab in(Path folder, String lake, long events, long seed, int parallelism)
      throws IOException, InterruptedException, SQLException {
    Lab lab = new Lab(folder, parallelism);
    LabPipeline.write(lab.pipeline(), lake);
    Manifest manifest = lab.generate(events, seed);
    Path whole = folder.resolve("whole");
    try (Life life = lab.start(whole, lab.trace(whole))) {
      life.awaitFirstStep();
      lab.startUp = life.age();
      life.awaitEnd();
    }
    for (Output output : Output.values()) {
      lab.expected.put(output, output.of(whole));
    }
    lab.check(manifest);
    return lab;
  }

  private Manifest generate(long events, long seed) throws IOException {
    return new Generator(
            Pipeline.of(PipelineFiles.read(pipeline())).event(),
            new PopulationOptions()
                .withSeed(seed)
                .withEvents(events)
                .withRate(EVENTS_PER_SECOND)
                .withCustomers(600)
                .withTerminals(400),
            new FaultOptions()
                .withDisorder(Duration.ofSeconds(3))
                .withMissing(0.02)
                .withDuplicates(0.02)
                .withQuarantine(0.01)
                .withMalformed(0.01))
        .write(input(), Progress.none());
  }

  /** What the generator says is to come of the payments; the lab's own measure must be right. */
  private void check(Manifest manifest) {
    check(Output.LAKE, manifest.count(Counter.WRITTEN));
    check(Output.WAREHOUSE, manifest.count(Counter.WRITTEN));
    check(Output.DEAD_LETTERS, manifest.count(Counter.DEAD_LETTERED));
    check(Output.QUARANTINE, manifest.count(Counter.QUARANTINED));
    if (!expected.get(Output.LAKE).equals(expected.get(Output.WAREHOUSE))) {
      throw new IllegalStateException(
          "undisturbed, the lake holds "
              + expected.get(Output.LAKE)
              + ", the warehouse "
              + expected.get(Output.WAREHOUSE));
    }
  }

  private void check(Output output, long rows) {
    Content content = expected.get(output);
    if (content.rows() != rows || content.twice() != 0) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "undisturbed, the %s was to hold %,d rows, each once, and holds %s",
              output.words(),
              rows,
              content));
    }
  }

  private Path pipeline() {
    return folder.resolve("pipeline");
  }

  private Path input() {
    return folder.resolve("payments.avro");
  }

  /** Folder of a run. */
  Path run(String name) {
    return folder.resolve(name);
  }

  /** The trace of a run's commits, which all its processes write. */
  CommitTrace trace(Path run) {
    return CommitTrace.to(traceFile(run));
  }

  private Path traceFile(Path run) {
    return folder.resolve(run.getFileName() + "-log").resolve("steps.txt");
  }

  /** Starts a process that begins a run, or goes on with it. */
  Life start(Path run, CommitTrace steps) throws IOException {
    Files.createDirectories(traceFile(run).getParent());
    if (!Files.exists(run.resolve(RunFolder.RECORD))) {
      // It died before it said what it is of.
      Folders.delete(run);
    }
    return Life.start(
        run,
        traceFile(run),
        steps,
        List.of(
            pipeline().toString(),
            "--input=" + input(),
            "--parallelism=" + parallelism,
            "--checkpoint-interval=" + CHECKPOINT_INTERVAL.toMillis() + "ms"));
  }

  /** How long a process took from its start to its first commit. */
  Duration startUp() {
    return startUp;
  }

  Content expected(Output output) {
    return expected.get(output);
  }

  /** Places that all processes of a run have reached. */
  List<Place> places(Path run) throws IOException {
    return CommitTrace.read(traceFile(run), 0);
  }
}
