package io.millrace.cli.replay;

import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.job.Bootstrap;
import io.millrace.job.Run;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lineage.DatasetName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** One replay: the whole job in this process, over recorded events. */
final class ReplayRun {
  private final Pipeline pipeline;
  private final ReplayInput input;
  private final LocalRun run;
  private final Clock clock;
  private Bootstrap history;
  private Consumer<Run.Builder> settings = run -> {};

  ReplayRun(
      PipelineFiles files,
      ReplayInput input,
      RunFolder folder,
      int parallelism,
      Duration checkpointInterval,
      Clock clock) {
    PipelineFiles recorded = files.withFormat(input.format());
    this.pipeline = Pipeline.of(recorded);
    this.input = input;
    this.run = new LocalRun(recorded, folder, parallelism, checkpointInterval, clock);
    this.clock = clock;
  }

  /**
   * Begins with the state that the last rows of a lake make.
   *
   * @throws io.millrace.cli.UserException when it is none, or does not fit the pipeline
   */
  ReplayRun bootstrappedFrom(Path lake) throws IOException {
    history = LakeFolder.use(lake, root -> Bootstrap.from(root, pipeline));
    return this;
  }

  /** With further settings of the run. */
  ReplayRun with(Consumer<Run.Builder> further) {
    settings = further;
    return this;
  }

  /** Runs the job, loads what it wrote, and says what happened. */
  Summary execute() throws Exception {
    try (StandInEndpoint endpoint = startEndpoint()) {
      return run.execute("replay", edges -> define(edges, endpoint));
    }
  }

  private void define(Run.Builder edges, StandInEndpoint endpoint) {
    edges
        .source(input.source(clock), DatasetName.ofPath(input.path().toUri().toString()))
        .history(history);
    if (endpoint != null) {
      edges.endpoint(EndpointSettings.local(endpoint.url()));
    }
    settings.accept(edges);
  }

  private StandInEndpoint startEndpoint() {
    return pipeline.inference().isPresent()
        ? StandInEndpoint.start(StandInOptions.of(pipeline).withPort(0))
        : null;
  }
}
