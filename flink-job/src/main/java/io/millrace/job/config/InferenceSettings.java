package io.millrace.job.config;

import java.net.URI;
import java.util.Optional;

/**
 * Property group {@code inference}: where the environment has the pipeline's endpoint. Immutable.
 *
 * <ul>
 *   <li>{@code endpoint}: name that replaces the pipeline's
 *   <li>{@code region}: default that of the process
 *   <li>{@code url}: a stand-in for SageMaker
 * </ul>
 */
public final class InferenceSettings {
  static final String GROUP = "inference";

  private final String endpoint;
  private final String region;
  private final URI url;

  private InferenceSettings(PropertyGroup group) {
    this.endpoint = group.text("endpoint").orElse(null);
    this.region = group.text("region").orElse(null);
    this.url = group.url("url").orElse(null);
  }

  static InferenceSettings of(PropertyGroup group) {
    InferenceSettings settings = new InferenceSettings(group);
    group.refuseOthers();
    return settings;
  }

  public Optional<String> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  public Optional<String> region() {
    return Optional.ofNullable(region);
  }

  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }
}
