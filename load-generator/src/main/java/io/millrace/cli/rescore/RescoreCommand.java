package io.millrace.cli.rescore;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.audit.CommandAudit;
import io.millrace.cli.endpoint.StandInEndpoint;
import io.millrace.cli.endpoint.StandInOptions;
import io.millrace.cli.replay.LakeFolder;
import io.millrace.cli.replay.RunFolder;
import io.millrace.job.config.InferenceSettings;
import io.millrace.job.config.JobSettings;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import io.millrace.job.event.Event;
import io.millrace.job.inference.endpoint.EndpointSettings;
import io.millrace.job.lake.LakeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores the events of a run that no model scored, when the endpoint is well again. */
@Command(
    name = "rescore",
    description = {
      "Score the events of a run that no model scored at the time.",
      "Writes their new rows to rescored/ beside the lake, which keeps the old ones, and puts them"
          + " in the place of the old ones in warehouse.duckdb. What was done is not done again."
    },
    sortOptions = false)
public final class RescoreCommand implements Callable<Integer> {
  private static final Clock CLOCK = Clock.systemUTC();

  /** Events that are held at once; each round of so many is written and merged by itself. */
  private static final int ROUND = 100_000;

  @Parameters(
      index = "0",
      paramLabel = "PIPELINE",
      defaultValue = Pipelines.DEFAULT,
      description = "Folder or name of the pipeline (default: ${DEFAULT-VALUE}).")
  private String pipelineName;

  @Option(names = "--from", paramLabel = "OUT", required = true, description = "Folder of the run.")
  private Path from;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Endpoint at another address, such as that of millrace endpoint. Without it and --region,"
              + " the pipeline's own model is served in this process.")
  private URI url;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "AWS region of the SageMaker endpoint.")
  private String region;

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "Settings of a job on AWS, as its property groups have them: the scores go to its"
              + " Redshift, by way of rescored/ beside its outputs in S3, and --from is a copy of"
              + " these. Its endpoint scores, unless --url or --region name another.")
  private Path settings;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Pipeline pipeline = Pipeline.of(Pipelines.open(pipelineName));
    if (pipeline.inference().isEmpty()) {
      throw new UserException(
          "pipeline " + pipeline.name() + " has no inference section; there is nothing to score");
    }
    Path warehouse = from.resolve(RunFolder.WAREHOUSE);
    if (!LakeFolder.isAt(from) || settings == null && !Files.isRegularFile(warehouse)) {
      throw new UserException(
          "expected a run in "
              + from
              + ", got a folder without rows in lake/ or without "
              + RunFolder.WAREHOUSE
              + "; name the folder of a replay, or a copy of a job's outputs and its --settings");
    }
    if (settings != null) {
      return rescoreInRedshift(pipeline, JobSettings.fromFile(settings));
    }
    try (ScoreTarget target = ScoreTarget.duckDb(warehouse, pipeline, keys(pipeline), CLOCK)) {
      if (url != null || region != null) {
        return rescore(pipeline, target, EndpointSettings.of(null, region, url));
      }
      try (StandInEndpoint own = StandInEndpoint.start(StandInOptions.of(pipeline).withPort(0))) {
        return rescore(pipeline, target, EndpointSettings.local(own.url()));
      }
    }
  }

  private int rescoreInRedshift(Pipeline pipeline, JobSettings job)
      throws SQLException, IOException, InterruptedException {
    InferenceSettings inference = job.inference();
    boolean other = url != null || region != null;
    EndpointSettings endpoint =
        EndpointSettings.of(
            inference.endpoint().orElse(null),
            other ? region : inference.region().orElse(null),
            other ? url : inference.url().orElse(null));
    try (ScoreTarget target = ScoreTarget.redshift(job, pipeline, keys(pipeline), CLOCK)) {
      return rescore(pipeline, target, endpoint);
    }
  }

  private List<String> keys(Pipeline pipeline) {
    return new RescoredLake(pipeline, from).keys();
  }

  private int rescore(Pipeline pipeline, ScoreTarget target, EndpointSettings settings)
      throws SQLException, IOException, InterruptedException {
    RescoredLake lake = new RescoredLake(pipeline, from);
    PrintWriter out = spec.commandLine().getOut();
    // Files of a run that died between writing and merging come first.
    long merged = 0;
    for (LakeFile file : lake.files()) {
      merged += target.merge(file);
    }
    Rescorer rescorer = new Rescorer(pipeline, settings);
    long found = 0;
    long scored = 0;
    List<Event> unscored = lake.unscored(target.reader(), ROUND);
    while (!unscored.isEmpty()) {
      List<NewScore> scores = rescorer.score(unscored);
      found += unscored.size();
      scored += scores.size();
      if (!scores.isEmpty()) {
        merged += target.merge(lake.write(target.reader(), scores));
      }
      // Those that failed again would come again: the next run may find the endpoint well.
      unscored = rescorer.failures().isEmpty() ? lake.unscored(target.reader(), ROUND) : List.of();
    }
    if (merged > 0) {
      CommandAudit.of(from, "rescore", CLOCK)
          .enter("rows rescored", Map.of("merged", merged, "pipeline_hash", pipeline.hash()));
    }
    row(out, "without score", found);
    row(out, "scored now", scored);
    row(out, "merged", merged);
    rescorer
        .failures()
        .forEach(
            (reason, events) -> row(out, "  " + reason.name().toLowerCase(Locale.ROOT), events));
    return rescorer.failures().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
  }

  private static void row(PrintWriter out, String words, long count) {
    out.printf(Locale.ROOT, "%-16s %,12d%n", words, count);
  }
}
