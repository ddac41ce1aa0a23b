package io.millrace.job.inference.endpoint;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Where the environment has the pipeline's endpoint. Immutable; travels to the operators. */
public final class EndpointSettings implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration MODEL_INTERVAL = Duration.ofMinutes(1);

  private final String endpoint;
  private final String region;
  private final URI url;
  private final Duration modelInterval;

  private EndpointSettings(String endpoint, String region, URI url, Duration modelInterval) {
    this.endpoint = endpoint;
    this.region = region;
    this.url = url;
    this.modelInterval = modelInterval;
  }

  /**
   * @param endpoint name that replaces the pipeline's; null keeps it
   * @param region AWS region; null takes the one the process runs in
   * @param url replaces SageMaker's address; null keeps it
   */
  public static EndpointSettings of(String endpoint, String region, URI url) {
    return new EndpointSettings(endpoint, region, url, MODEL_INTERVAL);
  }

  /** The pipeline's endpoint, served by SageMaker in the region the process runs in. */
  public static EndpointSettings defaults() {
    return new EndpointSettings(null, null, null, MODEL_INTERVAL);
  }

  /** The pipeline's endpoint, served by a stand-in; no AWS account takes part. */
  public static EndpointSettings local(URI url) {
    return new EndpointSettings(null, null, Objects.requireNonNull(url), MODEL_INTERVAL);
  }

  /** Name that replaces the pipeline's. */
  public Optional<String> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  public Optional<String> region() {
    return Optional.ofNullable(region);
  }

  /** Address that replaces SageMaker's; requests to it are signed with made-up credentials. */
  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }

  /** The same, reading the models behind the endpoint so often; a minute by default. */
  public EndpointSettings withModelInterval(Duration interval) {
    return new EndpointSettings(endpoint, region, url, interval);
  }

  /** Time between two readings of the models behind the endpoint. */
  public Duration modelInterval() {
    return modelInterval;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof EndpointSettings)) {
      return false;
    }
    EndpointSettings that = (EndpointSettings) other;
    return Objects.equals(endpoint, that.endpoint)
        && Objects.equals(region, that.region)
        && Objects.equals(url, that.url)
        && modelInterval.equals(that.modelInterval);
  }

  @Override
  public int hashCode() {
    return Objects.hash(endpoint, region, url, modelInterval);
  }
}
