package io.millrace.job.quality.alert.publish;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** Where a service is: in the region of a resource's ARN, or at an address of this machine. */
public final class AwsPlace implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  /** Of the region in arn:partition:service:region:account:resource. */
  private static final int REGION = 3;

  private final URI url;

  private AwsPlace(URI url) {
    this.url = url;
  }

  /** AWS itself. */
  public static AwsPlace aws() {
    return new AwsPlace(null);
  }

  /** A stand-in, which takes any credentials. */
  public static AwsPlace local(URI url) {
    return new AwsPlace(url);
  }

  /**
   * Sets a client up.
   *
   * @param resource an ARN, whose region counts, or a name, for that of the process
   */
  <B extends AwsClientBuilder<B, ?>> B of(B client, String resource) {
    client.overrideConfiguration(o -> o.apiCallTimeout(CALL_TIMEOUT));
    if (resource.startsWith("arn:")) {
      client.region(Region.of(resource.split(":", -1)[REGION]));
    } else if (url != null) {
      client.region(Region.US_EAST_1);
    }
    if (url != null) {
      client.endpointOverride(url);
      client.credentialsProvider(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
    return client;
  }
}
