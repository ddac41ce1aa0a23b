package io.millrace.cli.bench.files;

import io.millrace.cli.Folders;
import io.millrace.cli.Progress;
import io.millrace.cli.bench.Pace;
import io.millrace.cli.crash.LabPipeline;
import io.millrace.cli.generate.FaultOptions;
import io.millrace.cli.generate.Generator;
import io.millrace.cli.generate.PopulationOptions;
import io.millrace.cli.replay.LocalCluster;
import io.millrace.job.OutputPaths;
import io.millrace.job.Run;
import io.millrace.job.Topology;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.lineage.DatasetName;
import io.millrace.job.lineage.NoTransport;
import io.millrace.job.source.FileEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job at a steady rate of bytes, everything in proportion: what decides how many files a
 * checkpoint makes is how often the bytes between two of them fill one. Both are divided by the
 * same number.
 */
final class FilesBench {
  private static final Clock CLOCK = Clock.systemUTC();

  /** Of a payment that the generator makes, at least. */
  private static final int LEAST_RECORD_BYTES = 80;

  private final Path folder;
  private final int writers;
  private final double scale;
  private final Duration checkpointInterval;
  private final int checkpoints;

  /**
   * Prepares it.
   *
   * @param scale by what a file's size, and the bytes between two checkpoints, are divided
   * @param checkpointInterval of this job
   * @param checkpoints that are counted, beside the first and the last
   */
  FilesBench(Path folder, int writers, double scale, Duration checkpointInterval, int checkpoints) {
    this.folder = folder;
    this.writers = writers;
    this.scale = scale;
    this.checkpointInterval = checkpointInterval;
    this.checkpoints = checkpoints;
  }

  /**
   * Runs the job.
   *
   * @param lake keys of the pipeline file, e.g. {@code writers: all}
   * @param fileBytes size that a file is to have, before it is divided
   * @param bytesPerCheckpoint of records, before they are divided
   * @return files of each checkpoint that was filled from its begin to its end
   */
  List<Integer> run(String lake, long fileBytes, double bytesPerCheckpoint) throws Exception {
    PipelineFiles files =
        LabPipeline.of(String.format("%s, file-size: %dB", lake, Math.round(fileBytes / scale)));
    double bytesPerSecond = bytesPerCheckpoint / scale * 1000 / checkpointInterval.toMillis();
    Path input = generate(files, bytesPerSecond);
    Path out = Files.createTempDirectory(folder, "run");
    CountedFiles.reset();
    try (LocalCluster cluster =
        LocalCluster.start(writers, out.resolve("checkpoints"), checkpointInterval)) {
      Run run =
          Run.of(files, OutputPaths.below(out.toUri().toString()), CLOCK)
              .source(
                  (env, pipeline, decoder, type) ->
                      FileEvents.attach(
                              env,
                              new org.apache.flink.core.fs.Path(input.toUri()),
                              pipeline,
                              decoder,
                              type,
                              CLOCK::millis)
                          .map(Pace.ofBytes(bytesPerSecond))
                          .returns(type)
                          .uid("pace")
                          .setParallelism(1),
                  DatasetName.ofPath(input.toUri().toString()))
              .steps(new CountedFiles())
              .lineage(new NoTransport())
              .build();
      StreamExecutionEnvironment env = cluster.environment(writers);
      Topology.define(env, files, run.edges());
      cluster.run(env.getStreamGraph().getJobGraph(), progress -> {});
    }
    Folders.delete(out);
    Files.delete(input);
    List<Integer> commits = CountedFiles.commits();
    return commits.subList(Math.min(1, commits.size()), Math.max(1, commits.size() - 1));
  }

  /** Events of one hour, so that there is one partition. */
  private Path generate(PipelineFiles files, double bytesPerSecond) throws Exception {
    double seconds = checkpointInterval.toMillis() / 1000.0 * (checkpoints + 2);
    long events = (long) (bytesPerSecond * seconds / LEAST_RECORD_BYTES);
    Path input = Files.createTempFile(folder, "payments", ".avro");
    Files.delete(input);
    new Generator(
            Pipeline.of(files).event(),
            new PopulationOptions().withEvents(events).withRate(events / seconds),
            new FaultOptions())
        .write(input, Progress.none());
    return input;
  }
}
