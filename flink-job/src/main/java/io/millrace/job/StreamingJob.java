package io.millrace.job;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import io.millrace.job.config.JobSettings;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry point of the job on Amazon Managed Service for Apache Flink: reads the settings, builds the
 * real edges, defines the topology, executes.
 *
 * <p>Settings are the application's runtime property groups; elsewhere, the path of a JSON file of
 * the same form is the one argument.
 */
public final class StreamingJob {
  private StreamingJob() {}

  public static void main(String[] args) throws Exception {
    JobSettings settings = settings(args);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    settings.parallelism().ifPresent(env::setParallelism);
    settings
        .checkpointInterval()
        .ifPresent(interval -> env.enableCheckpointing(interval.toMillis()));
    PipelineFiles files = Pipelines.open(settings.pipeline());
    OutputPaths paths = OutputPaths.below(settings.lake());
    Run run = SettingsRun.of(files, settings, paths, Clock.systemUTC()).build();
    Topology.define(env, files, run.edges());
    run.announce();
    env.execute("millrace " + run.pipeline().name());
  }

  private static JobSettings settings(String[] args) throws IOException {
    return args.length > 0
        ? JobSettings.fromFile(Path.of(args[0]))
        : JobSettings.fromApplicationProperties(KinesisAnalyticsRuntime.getApplicationProperties());
  }
}
