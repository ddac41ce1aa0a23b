package io.millrace.job.tracing;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** X-Ray of a region, which takes OTLP from who signs it. */
public final class XRayReceiver implements SpanReceiver {
  private static final long serialVersionUID = 1L;

  private final String region;
  private final URI url;

  /**
   * A receiver.
   *
   * @param region null for the one that the environment names
   * @param url of a stand-in, which is called with made-up credentials; null for AWS
   */
  public XRayReceiver(String region, URI url) {
    this.region = region;
    this.url = url;
  }

  @Override
  public SpanExporter open() {
    if (url != null) {
      String signed = region == null ? Region.US_EAST_1.id() : region;
      return new SignedExporter(
          url,
          signed,
          StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
    String where = region == null ? new DefaultAwsRegionProviderChain().getRegion().id() : region;
    URI endpoint = URI.create("https://xray." + where + ".amazonaws.com/v1/traces");
    return new SignedExporter(endpoint, where, DefaultCredentialsProvider.builder().build());
  }

  @Override
  public String toString() {
    return "X-Ray "
        + (url != null
            ? "at " + url
            : region == null ? "in the environment's region" : "in " + region);
  }
}
