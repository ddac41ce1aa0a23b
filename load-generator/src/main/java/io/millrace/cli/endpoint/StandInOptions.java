package io.millrace.cli.endpoint;

import io.millrace.cli.UserException;
import io.millrace.cli.model.ModelCard;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@link StandInEndpoint} serves, and how badly. Immutable. */
public final class StandInOptions {
  /** Variant of an endpoint whose pipeline names none, as SageMaker's own tools call it. */
  public static final String ONLY_VARIANT = "AllTraffic";

  private final String endpoint;
  private final Map<String, Integer> variants;
  private final Map<String, DeployedModel> models;
  private int port;
  private LatencyModel latency = LatencyModel.NONE;
  private FaultRates faults = FaultRates.NONE;
  private long seed;

  private StandInOptions(
      String endpoint, Map<String, Integer> variants, Map<String, DeployedModel> models) {
    this.endpoint = endpoint;
    this.variants = Collections.unmodifiableMap(new TreeMap<>(variants));
    this.models = Collections.unmodifiableMap(new TreeMap<>(models));
  }

  private StandInOptions(StandInOptions other, Map<String, DeployedModel> models) {
    this(other.endpoint, other.variants, models);
    this.port = other.port;
    this.latency = other.latency;
    this.faults = other.faults;
    this.seed = other.seed;
  }

  private StandInOptions(StandInOptions other) {
    this(other, other.models);
  }

  /**
   * @param endpoint name of the endpoint
   * @param variants weight by variant; none: one, {@link #ONLY_VARIANT}
   * @param model which every variant serves; without an archive every request is answered by a
   *     sentence that says so
   */
  public static StandInOptions of(
      String endpoint, Map<String, Integer> variants, DeployedModel model) {
    Map<String, Integer> named = variants.isEmpty() ? Map.of(ONLY_VARIANT, 1) : variants;
    Map<String, DeployedModel> models = new TreeMap<>();
    named.keySet().forEach(variant -> models.put(variant, model));
    return new StandInOptions(endpoint, named, models);
  }

  /**
   * The endpoint of a pipeline with the model in its folder, if there is one.
   *
   * @throws UserException when the pipeline has no inference, or its model card cannot be read
   */
  public static StandInOptions of(Pipeline pipeline) {
    InferenceSpec spec =
        pipeline
            .inference()
            .orElseThrow(
                () ->
                    new UserException(
                        "pipeline " + pipeline.name() + " has no inference section to serve"));
    PipelineFiles files = pipeline.files();
    byte[] card = files.bytes(PipelineFiles.MODEL_CARD);
    Map<String, Integer> variants = new TreeMap<>(spec.variants());
    spec.shadows().forEach(shadow -> variants.putIfAbsent(shadow, 0));
    try {
      Optional<ModelCard> parsed =
          card == null ? Optional.empty() : Optional.of(ModelCard.parse(card));
      return of(
          spec.endpoint(),
          variants,
          DeployedModel.of(files.bytes(PipelineFiles.MODEL_ARCHIVE), parsed));
    } catch (IOException e) {
      throw new UserException(
          files.location()
              + '/'
              + PipelineFiles.MODEL_CARD
              + " cannot be read: "
              + e.getMessage()
              + "; make it with millrace train",
          e);
    }
  }

  /** The same on another port; 0, the default, takes a free one. */
  public StandInOptions withPort(int newPort) {
    StandInOptions copy = new StandInOptions(this);
    copy.port = newPort;
    return copy;
  }

  /** The same with another model behind one variant. */
  public StandInOptions withModel(String variant, DeployedModel model) {
    if (!variants.containsKey(variant)) {
      throw new UserException(
          "endpoint " + endpoint + " has the variants " + variants.keySet() + ", got " + variant);
    }
    Map<String, DeployedModel> other = new TreeMap<>(models);
    other.put(variant, model);
    return new StandInOptions(this, other);
  }

  /** The same, answering no earlier than this after a request came, and so much for each record. */
  public StandInOptions withLatency(Duration request, Duration record) {
    return withLatency(LatencyModel.constant(request, record));
  }

  /** The same with this latency, drawn from the seed of the faults. */
  public StandInOptions withLatency(LatencyModel model) {
    StandInOptions copy = new StandInOptions(this);
    copy.latency = model;
    return copy;
  }

  /** The same with faults, drawn from a seed: the n-th request always meets the same fate. */
  public StandInOptions withFaults(FaultRates rates, long newSeed) {
    StandInOptions copy = new StandInOptions(this);
    copy.faults = rates;
    copy.seed = newSeed;
    return copy;
  }

  String endpoint() {
    return endpoint;
  }

  Map<String, Integer> variants() {
    return variants;
  }

  Map<String, DeployedModel> models() {
    return models;
  }

  int port() {
    return port;
  }

  LatencyModel latency() {
    return latency;
  }

  FaultRates faults() {
    return faults;
  }

  long seed() {
    return seed;
  }
}
