package io.millrace.cli.model;

import io.millrace.cli.UserException;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Layout;
import io.millrace.job.inference.FeatureLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What training wrote: the card and the model that it describes. */
public final class TrainedModel {
  public static final String CARD = "model.json";
  public static final String ARCHIVE = "model.tar.gz";

  private static final String REMEDY = "; make it with millrace train";

  private final String location;
  private final ModelCard card;
  private final byte[] model;

  private TrainedModel(String location, ModelCard card, byte[] model) {
    this.location = location;
    this.card = card;
    this.model = model;
  }

  /**
   * The model of a folder that training wrote to.
   *
   * @throws UserException when there is none, or card and model do not belong together
   */
  public static TrainedModel read(Path folder) {
    return of(folder.toString(), bytes(folder.resolve(CARD)), bytes(folder.resolve(ARCHIVE)));
  }

  /**
   * The model of a pipeline folder.
   *
   * @throws UserException when there is none, or card and model do not belong together
   */
  public static TrainedModel of(PipelineFiles files) {
    byte[] card = files.bytes(PipelineFiles.MODEL_CARD);
    byte[] archive = files.bytes(PipelineFiles.MODEL_ARCHIVE);
    if (card == null || archive == null) {
      throw new UserException(
          "pipeline " + files.location() + " has no model: name the folder of one with --model");
    }
    return of(files.location() + "/model", card, archive);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserException(file + " cannot be read" + REMEDY, e);
    }
  }

  private static TrainedModel of(String location, byte[] card, byte[] archive) {
    TrainedModel trained;
    try {
      trained = new TrainedModel(location, ModelCard.parse(card), ModelArchive.unpack(archive));
    } catch (IOException e) {
      throw new UserException(
          "the model in " + location + " cannot be read: " + firstLine(e) + REMEDY, e);
    }
    String version = ModelCard.versionOf(trained.model);
    if (!version.equals(trained.card.version())) {
      throw new UserException(
          String.format(
              "%s in %s is of version %s, but %s tells of %s: keep the two together",
              ARCHIVE, location, version, CARD, trained.card.version()));
    }
    return trained;
  }

  /** JSON errors quote the source over several lines. */
  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  public ModelCard card() {
    return card;
  }

  /**
   * The model ready to score, for one thread.
   *
   * @throws UserException when XGBoost cannot load it, or it takes another number of inputs than
   *     its card tells
   */
  public XgboostModel load() {
    XgboostModel loaded;
    try {
      loaded = XgboostModel.load(model, 1);
    } catch (IOException e) {
      throw new UserException(
          "the model in " + location + " cannot be read: " + firstLine(e) + REMEDY, e);
    }
    if (loaded.features() != card.inputs().size()) {
      loaded.close();
      throw new UserException(
          String.format(
              "the model in %s takes %d inputs, but %s tells %d%s",
              location, loaded.features(), CARD, card.inputs().size(), REMEDY));
    }
    return loaded;
  }

  /**
   * The columns of a pipeline's row that the model takes, in its order.
   *
   * @throws UserException when the row has not these inputs, with the types that were learnt from
   */
  public List<Integer> inputs(Pipeline pipeline) {
    Layout layout = pipeline.layout();
    List<Integer> inputs = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, String> input : card.inputs().entrySet()) {
      int position = layout.position(input.getKey());
      if (position < 0) {
        differences.add(input.getKey() + ", which it has not");
      } else if (!layout.column(position).type().name().equals(input.getValue())) {
        differences.add(
            String.format(
                "%s as %s, which is %s",
                input.getKey(), input.getValue(), layout.column(position).type()));
      }
      inputs.add(position);
    }
    if (!differences.isEmpty()) {
      throw new UserException(
          String.format(
              "the model in %s expects of pipeline %s %s: train one for this pipeline",
              location, pipeline.name(), String.join("; ", differences)));
    }
    if (inputs.isEmpty() || !FeatureLine.contractHash(layout, inputs).equals(card.inputsHash())) {
      throw new UserException(
          String.format(
              "%s in %s does not tell the inputs that its hash stands for: train the model again",
              CARD, location));
    }
    return inputs;
  }
}
