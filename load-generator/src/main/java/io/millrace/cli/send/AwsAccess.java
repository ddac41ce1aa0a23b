package io.millrace.cli.send;

import io.millrace.job.aws.AwsPlace;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;

/** Where a service of AWS is, and how it is called: nothing is retried but by the generator. */
public final class AwsAccess {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int WAITING_FOR_CONNECTION = 10_000;

  private final AwsPlace place;

  /**
   * @param region null for the one that the environment names
   * @param url of a stand-in, which is called with made-up credentials; null for AWS
   */
  public AwsAccess(String region, URI url) {
    this.place = AwsPlace.of(region, url);
  }

  /** Connections for a client, which the caller closes. */
  static SdkAsyncHttpClient http(int connections, Duration readTimeout) {
    return NettyNioAsyncHttpClient.builder()
        .maxConcurrency(connections)
        .maxPendingConnectionAcquires(WAITING_FOR_CONNECTION)
        .connectionTimeout(CONNECT_TIMEOUT)
        .readTimeout(readTimeout)
        .build();
  }

  /** Gives a client its place, its credentials and its time. */
  <B extends AwsClientBuilder<B, ?> & AwsAsyncClientBuilder<B, ?>> B configure(
      B client, SdkAsyncHttpClient http, Duration timeout) {
    client
        .httpClient(http)
        // Completions only count and hand on, so they need no thread of their own.
        .asyncConfiguration(
            async ->
                async.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .overrideConfiguration(
            o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()).apiCallTimeout(timeout));
    place.locate(client);
    return client;
  }

  /** The place in words. */
  @Override
  public String toString() {
    return place.toString();
  }
}
