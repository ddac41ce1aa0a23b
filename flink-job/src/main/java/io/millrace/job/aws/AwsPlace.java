package io.millrace.job.aws;

import java.io.Serializable;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/** Where a service of AWS is: in a region, or at the address of a stand-in. Immutable. */
public final class AwsPlace implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Region LOCAL_REGION = Region.US_EAST_1;

  /** Of the region in arn:partition:service:region:account:resource. */
  private static final int REGION = 3;

  private final String region;
  private final URI url;

  private AwsPlace(String region, URI url) {
    this.region = region;
    this.url = url;
  }

  /**
   * A place.
   *
   * @param region null for the one that the environment names
   * @param url of a stand-in, which is called with made-up credentials; null for AWS
   */
  public static AwsPlace of(String region, URI url) {
    return new AwsPlace(region, url);
  }

  /**
   * The place of a resource.
   *
   * @param resource an ARN, whose region counts, or a name, for the region of the environment
   * @param url as of {@link #of}
   */
  public static AwsPlace ofResource(String resource, URI url) {
    boolean isArn = resource.startsWith("arn:");
    return new AwsPlace(isArn ? resource.split(":", -1)[REGION] : null, url);
  }

  /** Gives a client its region, and of a stand-in its address and credentials. */
  public void locate(AwsClientBuilder<?, ?> client) {
    if (region != null) {
      client.region(Region.of(region));
    }
    if (url != null) {
      client.endpointOverride(url);
      client.region(region == null ? LOCAL_REGION : Region.of(region));
      client.credentialsProvider(
          StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
  }

  /** The place in words. */
  @Override
  public String toString() {
    if (url != null) {
      return "at " + url;
    }
    return region == null ? "in the environment's region" : "in " + region;
  }
}
