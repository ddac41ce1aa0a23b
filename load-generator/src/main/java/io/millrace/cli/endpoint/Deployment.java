package io.millrace.cli.endpoint;

import io.millrace.cli.UserException;
import io.millrace.cli.model.ModelArchive;
import io.millrace.cli.model.XgboostModel;
import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** An endpoint configuration with its models loaded: what answers requests at one moment. */
final class Deployment implements AutoCloseable {
  private final String config;
  private final Map<String, DeployedModel> deployed;
  private final Map<String, XgboostModel> loaded = new HashMap<>();
  private final Map<DeployedModel, XgboostModel> distinct = new IdentityHashMap<>();

  /**
   * @param config name of the endpoint configuration
   * @param instances predictions of a model at once
   * @throws UserException when a model cannot be loaded
   */
  Deployment(String config, Map<String, DeployedModel> models, int instances) {
    this.config = config;
    this.deployed = models;
    models.forEach(
        (variant, model) ->
            model
                .archive()
                .ifPresent(
                    archive ->
                        loaded.put(
                            variant,
                            distinct.computeIfAbsent(model, same -> load(archive, instances)))));
  }

  private static XgboostModel load(byte[] archive, int instances) {
    try {
      return XgboostModel.load(ModelArchive.unpack(archive), instances);
    } catch (IOException e) {
      throw new UserException(
          "model.tar.gz cannot be served: " + e.getMessage() + "; make it with millrace train", e);
    }
  }

  /** Name of the endpoint configuration. */
  String config() {
    return config;
  }

  /** Name of the SageMaker model behind a variant. */
  String modelName(String variant) {
    return config + '-' + variant;
  }

  /** Models by variant. */
  Map<String, DeployedModel> deployed() {
    return deployed;
  }

  /** What scores for a variant; empty when it has no model. */
  Optional<XgboostModel> model(String variant) {
    return Optional.ofNullable(loaded.get(variant));
  }

  boolean hasModel() {
    return !loaded.isEmpty();
  }

  /** Frees native memory; no prediction may be running. */
  @Override
  public void close() {
    distinct.values().forEach(XgboostModel::close);
  }
}
