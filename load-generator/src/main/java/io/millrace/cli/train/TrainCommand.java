package io.millrace.cli.train;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.lake.LakeReader;
import io.millrace.cli.lake.ModelColumns;
import io.millrace.cli.lake.Period;
import io.millrace.cli.lake.TimeConverter;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.TrainedModel;
import io.millrace.cli.model.XgboostModel;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
      converter = TimeConverter.class,
      description = "Earliest event time, a date or an instant (UTC).")
  private Instant fromTime;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Event time that ends the training period, itself not in it.")
  private Instant until;

  @Option(
      names = "--inputs",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "What the model takes, in this order. By default the inputs of the pipeline's inference"
              + " section; where it has none, every derived value and feature.")
  private List<String> inputs;

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
  public Integer call() throws XGBoostError {
    requireSensible();
    Period period = Period.of(fromTime, until, "--from-time and --until");
    Pipeline pipeline = Pipeline.of(Pipelines.open(pipelineName));
    ModelColumns columns = columns(pipeline);
    Path target = target(pipeline, columns.inputs());
    LabelledRows rows = new LakeReader(columns).read(from, period);
    requireBothLabels(rows, period);
    TrainingParameters parameters = new TrainingParameters(rounds, depth, eta, seed);
    Trainer trainer = new Trainer(parameters);
    Optional<HoldOut> held = holdOut > 0 ? trainer.holdOut(rows, holdOut) : Optional.empty();
    byte[] model = trainer.fit(rows);
    ModelCard card =
        new CardWriter(columns).write(model, rows, period, parameters, scores(model, rows), held);
    write(target, ModelArchive.pack(model), card);
    report(target, rows, card, held);
    return ExitCode.OK;
  }

  private ModelColumns columns(Pipeline pipeline) {
    List<Integer> columns =
        inputs == null ? ModelColumns.inputs(pipeline) : ModelColumns.inputs(pipeline, inputs);
    return ModelColumns.of(pipeline, columns, label);
  }

  private void requireBothLabels(LabelledRows rows, Period period) {
    if (rows.rows() == 0) {
      throw new UserException(
          String.format(
              "no row of %s from %s has a label in %s, or none of those is scored: name another"
                  + " --label or period",
              from, period, label));
    }
    if (rows.positives() == 0 || rows.positives() == rows.rows()) {
      throw new UserException(
          String.format(
              "%d labelled rows in %s, %d of them positive: training needs both kinds; widen"
                  + " --from-time and --until, or name another --label",
              rows.rows(), from, rows.positives()));
    }
  }

  private static float[] scores(byte[] model, LabelledRows rows) {
    try (XgboostModel trained = XgboostModel.load(model, 1)) {
      return trained.predict(rows.values(0, rows.rows()), rows.rows());
    } catch (IOException e) {
      throw new IllegalStateException("XGBoost does not load what it saved", e);
    }
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

  /**
   * By default the pipeline's own folder, if it scores by these inputs. A built-in pipeline's
   * folder is found when the command runs in Millrace's own source tree.
   */
  private Path target(Pipeline pipeline, List<Integer> columns) {
    if (to != null) {
      return to;
    }
    if (!pipeline.inference().map(spec -> spec.inputs().equals(columns)).orElse(false)) {
      throw new UserException(
          "pipeline "
              + pipelineName
              + " does not score by these inputs: say with --to where to write the model");
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
      Files.write(folder.resolve(TrainedModel.ARCHIVE), archive);
      Files.write(folder.resolve(TrainedModel.CARD), card.toBytes());
    } catch (IOException e) {
      throw new UserException("the model cannot be written to " + folder + ": " + e, e);
    }
  }

  private void report(Path folder, LabelledRows rows, ModelCard card, Optional<HoldOut> held) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "trained on   %,d rows, %,d positive%n", rows.rows(), rows.positives());
    held.map(HoldOut::ranking)
        .ifPresent(
            ranking ->
                out.printf(
                    Locale.ROOT,
                    "held out     AUC ROC %.3f, average precision %.3f (latest %.0f %%)%n",
                    ranking.aucRoc(),
                    ranking.averagePrecision(),
                    holdOut * 100));
    out.printf("inputs       %s%n", String.join(", ", card.inputs().keySet()));
    out.printf("version      %s%n", card.version());
    out.printf("written to   %s%n", folder);
    out.flush();
  }
}
