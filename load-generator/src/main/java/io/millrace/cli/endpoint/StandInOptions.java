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
  private final byte[] archive;
  private final String modelVersion;
  private int port;
  private Duration requestLatency = Duration.ZERO;
  private Duration recordLatency = Duration.ZERO;
  private FaultRates faults = FaultRates.NONE;
  private long seed;

  private StandInOptions(
      String endpoint, Map<String, Integer> variants, byte[] archive, String modelVersion) {
    this.endpoint = endpoint;
    this.variants = Collections.unmodifiableMap(new TreeMap<>(variants));
    this.archive = archive;
    this.modelVersion = modelVersion;
  }

  private StandInOptions(StandInOptions other) {
    this(other.endpoint, other.variants, other.archive, other.modelVersion);
    this.port = other.port;
    this.requestLatency = other.requestLatency;
    this.recordLatency = other.recordLatency;
    this.faults = other.faults;
    this.seed = other.seed;
  }

  /**
   * @param endpoint name of the endpoint
   * @param variants weight by variant; none: one, {@link #ONLY_VARIANT}
   * @param archive a {@code model.tar.gz}, which every variant serves; null: there is no model yet,
   *     and every request is answered by a sentence that says so
   * @param modelVersion told with each answer; null: not told, as SageMaker's own container
   */
  public static StandInOptions of(
      String endpoint, Map<String, Integer> variants, byte[] archive, String modelVersion) {
    return new StandInOptions(
        endpoint,
        variants.isEmpty() ? Map.of(ONLY_VARIANT, 1) : variants,
        archive == null ? null : archive.clone(),
        modelVersion);
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
    try {
      return of(
          spec.endpoint(),
          spec.variants(),
          files.bytes(PipelineFiles.MODEL_ARCHIVE),
          card == null ? null : ModelCard.parse(card).version());
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

  /** The same, answering no earlier than this after a request came, and so much for each record. */
  public StandInOptions withLatency(Duration request, Duration record) {
    StandInOptions copy = new StandInOptions(this);
    copy.requestLatency = request;
    copy.recordLatency = record;
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

  Optional<byte[]> archive() {
    return Optional.ofNullable(archive);
  }

  Optional<String> modelVersion() {
    return Optional.ofNullable(modelVersion);
  }

  int port() {
    return port;
  }

  Duration latency(int records) {
    return requestLatency.plus(recordLatency.multipliedBy(records));
  }

  FaultRates faults() {
    return faults;
  }

  long seed() {
    return seed;
  }
}
