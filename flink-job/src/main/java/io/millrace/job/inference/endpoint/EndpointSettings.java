package io.millrace.job.inference.endpoint;

import java.io.Serializable;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/** Where the environment has the pipeline's endpoint. Immutable; travels to the operators. */
public final class EndpointSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String endpoint;
  private final String region;
  private final URI url;

  private EndpointSettings(String endpoint, String region, URI url) {
    this.endpoint = endpoint;
    this.region = region;
    this.url = url;
  }

  /**
   * @param endpoint name that replaces the pipeline's; null keeps it
   * @param region AWS region; null takes the one the process runs in
   * @param url replaces SageMaker's address; null keeps it
   */
  public static EndpointSettings of(String endpoint, String region, URI url) {
    return new EndpointSettings(endpoint, region, url);
  }

  /** The pipeline's endpoint, served by SageMaker in the region the process runs in. */
  public static EndpointSettings defaults() {
    return new EndpointSettings(null, null, null);
  }

  /** The pipeline's endpoint, served by a stand-in; no AWS account takes part. */
  public static EndpointSettings local(URI url) {
    return new EndpointSettings(null, null, Objects.requireNonNull(url));
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
}
