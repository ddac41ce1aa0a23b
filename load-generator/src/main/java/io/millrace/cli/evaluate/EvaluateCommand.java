package io.millrace.cli.evaluate;

import io.millrace.cli.ExitCode;
import io.millrace.cli.UserException;
import io.millrace.cli.lake.DateConverter;
import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.lake.LakeReader;
import io.millrace.cli.lake.ModelColumns;
import io.millrace.cli.lake.Period;
import io.millrace.cli.lake.TimeConverter;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.TrainedModel;
import io.millrace.cli.model.XgboostModel;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a trained model on days that it was not trained on, as they would have come to it. */
@Command(
    name = "evaluate",
    description = "Measure a trained model on later days of a replay's lake.",
    sortOptions = false,
    footer = {
      "",
      "Each test day leaves out the entities that are known to be positive by then: those with a"
          + " positive event since the training began, and at least --delay before the day begins."
          + " Card precision ranks the entities of a day by their highest score, equal scores by"
          + " identity. An entity among the first --top that is positive is found, and left out on"
          + " later days."
    })
public final class EvaluateCommand implements Callable<Integer> {
  private static final int MOST_BINS = 1_000;

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
      names = "--model",
      paramLabel = "DIR",
      description = "Folder that train wrote to (default: the pipeline's own model).")
  private Path modelFolder;

  @Option(
      names = "--test-from",
      paramLabel = "DATE",
      converter = DateConverter.class,
      required = true,
      description = "First day of the test (UTC).")
  private LocalDate testFrom;

  @Option(
      names = "--test-until",
      paramLabel = "DATE",
      converter = DateConverter.class,
      required = true,
      description = "Day that ends the test, itself not in it.")
  private LocalDate testUntil;

  @Option(
      names = "--train-from",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Beginning of the training period (default: as model.json tells).")
  private Instant trainFrom;

  @Option(
      names = "--train-until",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "End of the training period (default: as model.json tells).")
  private Instant trainUntil;

  @Option(
      names = "--label",
      paramLabel = "FIELD",
      description = "Column that is predicted, 0 or 1 (default: the one that was learnt).")
  private String label;

  @Option(
      names = "--delay",
      paramLabel = "DURATION",
      defaultValue = "7d",
      description = "How long after its event a label is known (default: ${DEFAULT-VALUE}).")
  private Duration delay;

  @Option(
      names = "--entity",
      paramLabel = "FIELD",
      description =
          "Column of what is looked into, e.g. the customer (default: the pipeline's first entity;"
              + " without one there is no card precision, and nothing is left out).")
  private String entity;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "100",
      description = "Entities that can be looked into each day (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--keep-known",
      description = "Keep entities in the test that are known to be positive.")
  private boolean keepKnown;

  @Option(
      names = "--bins",
      paramLabel = "N",
      defaultValue = "10",
      description = "Bins of the reliability diagram (default: ${DEFAULT-VALUE}).")
  private int bins;

  @Option(names = "--out", paramLabel = "FILE", description = "Where to write the same as JSON.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    require("--top", top, Integer.MAX_VALUE);
    require("--bins", bins, MOST_BINS);
    Pipeline pipeline = Pipeline.of(Pipelines.open(pipelineName));
    TrainedModel model =
        modelFolder == null ? TrainedModel.of(pipeline.files()) : TrainedModel.read(modelFolder);
    Protocol protocol = Protocol.of(trainingPeriod(model.card()), testFrom, testUntil, delay);
    String labelName = labelName(model.card());
    String entityName = entityName(pipeline);
    ModelColumns columns =
        ModelColumns.of(pipeline, model.inputs(pipeline), labelName).withEntity(entityName);
    LabelledRows all = new LakeReader(columns).read(from, protocol.whole());
    boolean leavesOutKnown = entityName != null && !keepKnown;
    TestRows test = TestRows.of(all, protocol, leavesOutKnown);
    Evaluation evaluation =
        Evaluation.of(test, scores(model, test.rows()), bins, entityName == null ? 0 : top);
    EvaluationReport report =
        new EvaluationReport(
            pipeline.name(),
            model.card(),
            labelName,
            protocol,
            entityName,
            leavesOutKnown,
            evaluation);
    if (out != null) {
      write(report.toJson());
    }
    report.print(spec.commandLine().getOut());
    return ExitCode.OK;
  }

  private static void require(String option, int got, int most) {
    if (got < 1 || got > most) {
      throw new UserException(option + " must be between 1 and " + most + ", got " + got);
    }
  }

  private Period trainingPeriod(ModelCard card) {
    Instant begin = trainFrom != null ? trainFrom : card.trainedFrom().orElse(null);
    Instant end = trainUntil != null ? trainUntil : card.trainedUntil().orElse(null);
    if (end == null) {
      throw new UserException(
          "model.json does not tell when the training period ended: give it with --train-until");
    }
    return Period.of(begin, end, "--train-from and --train-until");
  }

  private String labelName(ModelCard card) {
    if (label != null) {
      return label;
    }
    return card.label()
        .orElseThrow(
            () ->
                new UserException(
                    "model.json does not tell what the model predicts: name it with --label"));
  }

  private String entityName(Pipeline pipeline) {
    int first = pipeline.firstEntity();
    return entity != null || first < 0 ? entity : pipeline.layout().column(first).name();
  }

  private static float[] scores(TrainedModel model, LabelledRows rows) {
    try (XgboostModel loaded = model.load()) {
      float[] scores = loaded.predict(rows.values(0, rows.rows()), rows.rows());
      for (float score : scores) {
        if (!(score >= 0 && score <= 1)) {
          throw new UserException(
              "the model's scores are no probabilities, which evaluate needs: train it with the"
                  + " objective binary:logistic, as millrace train does");
        }
      }
      return scores;
    }
  }

  private void write(byte[] json) {
    try {
      Path folder = out.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Files.write(out, json);
    } catch (IOException e) {
      throw new UserException(
          "the evaluation cannot be written to " + out + ": give another --out", e);
    }
  }
}
