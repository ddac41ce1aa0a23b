package io.millrace.cli.train;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.RankingMetrics;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import ml.dmlc.xgboost4j.java.XGBoostError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Trains a pipeline's model on the features that a replay of that pipeline wrote, so that the model
 * is served what it has learnt from. The same lake and options give the same files, byte for byte.
 */
@Command(
    name = "train",
    description = "Train the pipeline's model on the features in a replay's lake.",
    footer = {
      "",
      "Rows without a label, and rows that the pipeline's inference.where excludes, are left out.",
      "Writes model.tar.gz, as SageMaker's XGBoost container 1.7-1 loads it, and model.json."
    })
public final class TrainCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PIPELINE",
      defaultValue = Pipelines.DEFAULT,
      description = "Folder or name of the pipeline (default: ${DEFAULT-VALUE}).")
  private String pipelineName;

  @Option(
      names = "--from",
      paramLabel = "OUT",
      required = true,
      description = "Folder of a replay.")
  private Path from;

  @Option(
      names = "--label",
      paramLabel = "FIELD",
      defaultValue = "fraud",
      description = "Column to predict, 0 or 1 (default: ${DEFAULT-VALUE}).")
  private String label;

  @Option(
      names = "--from-time",
      paramLabel = "TIME",
      description = "Earliest event time, a date or an instant (UTC).")
  private String fromTime;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Event time that ends the training period, itself not in it.")
  private String until;

  @Option(
      names = "--rounds",
      defaultValue = "100",
      description = "Number of trees (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--depth",
      defaultValue = "6",
      description = "Greatest depth of a tree (default: ${DEFAULT-VALUE}).")
  private int depth;

  @Option(
      names = "--eta",
      defaultValue = "0.3",
      description = "Learning rate (default: ${DEFAULT-VALUE}).")
  private double eta;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of XGBoost (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--hold-out",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Share of the rows, the latest, on which a model of the others is measured first; 0"
              + " measures nothing (default: ${DEFAULT-VALUE}).")
  private double holdOut;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where to write; by default the pipeline folder's model/.")
  private Path to;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, XGBoostError {
    requireSensible();
    Path target = target();
    Pipeline pipeline = Pipeline.of(Pipelines.open(pipelineName));
    LakeReader lake = new LakeReader(pipeline, label);
    TrainingData data = lake.read(from, time("--from-time", fromTime), time("--until", until));
    if (data.positives() == 0 || data.positives() == data.rows()) {
      throw new UserException(
          String.format(
              "%d labelled rows in %s, %d of them positive: training needs both kinds; widen"
                  + " --from-time and --until, or name another --label",
              data.rows(), from, data.positives()));
    }
    TrainingParameters parameters = new TrainingParameters(rounds, depth, eta, seed);
    Trainer trainer = new Trainer(parameters);
    Optional<RankingMetrics> metrics =
        holdOut > 0 ? trainer.evaluate(data, holdOut) : Optional.empty();
    byte[] model = trainer.fit(data);
    InferenceSpec inference = pipeline.inference().orElseThrow();
    ModelCard card =
        new CardWriter(pipeline, inference, label).write(model, data, parameters, holdOut, metrics);
    write(target, ModelArchive.pack(model), card);
    report(target, data, card, metrics);
    return ExitCode.OK;
  }

  private void requireSensible() {
    require(rounds >= 1 && rounds <= 10_000, "--rounds", "between 1 and 10000", rounds);
    require(depth >= 1 && depth <= 20, "--depth", "between 1 and 20", depth);
    require(eta > 0 && eta <= 1, "--eta", "above 0 and at most 1", eta);
    require(holdOut >= 0 && holdOut < 1, "--hold-out", "from 0 to below 1", holdOut);
  }

  private static void require(boolean holds, String option, String expected, Object got) {
    if (!holds) {
      throw new UserException(option + " must be " + expected + ", got " + got);
    }
  }

  private static Instant time(String option, String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw new UserException(
          option
              + " must be a date or an instant, e.g. 2018-07-25 or 2018-07-25T12:00:00Z, got "
              + text,
          e);
    }
  }

  /** A built-in pipeline's folder is found when the command runs in Millrace's own source tree. */
  private Path target() {
    if (to != null) {
      return to;
    }
    for (Path folder :
        new Path[] {Path.of(pipelineName), Path.of("schemas", "pipelines", pipelineName)}) {
      if (Files.isRegularFile(folder.resolve(PipelineFiles.PIPELINE))) {
        return folder.resolve("model");
      }
    }
    throw new UserException("say with --to where to write the model of " + pipelineName);
  }

  private static void write(Path folder, byte[] archive, ModelCard card) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("model.tar.gz"), archive);
      Files.write(folder.resolve("model.json"), card.toBytes());
    } catch (IOException e) {
      throw new UserException("the model cannot be written to " + folder + ": " + e, e);
    }
  }

  private void report(
      Path folder, TrainingData data, ModelCard card, Optional<RankingMetrics> metrics) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "trained on   %,d rows, %,d positive%n", data.rows(), data.positives());
    metrics.ifPresent(
        m ->
            out.printf(
                Locale.ROOT,
                "held out     AUC ROC %.3f, average precision %.3f (latest %.0f %%)%n",
                m.aucRoc(),
                m.averagePrecision(),
                holdOut * 100));
    out.printf("version      %s%n", card.version());
    out.printf("written to   %s%n", folder);
    out.flush();
  }
}
