package io.millrace.job.inference.endpoint;

import io.millrace.job.aws.AwsPlace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClientBuilder;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClientBuilder;

/**
 * SageMaker's clients of a task manager, for the requests and for the control plane, over one pool
 * of connections.
 *
 * <p>The client of requests retries nothing: when to ask again, and whom, depends on the batch's
 * deadline and on how the variant fares, which it cannot know.
 */
final class SageMakerClients implements AutoCloseable {
  private static final int NETWORK_THREADS = 2;
  private static final int SHUTDOWN_SECONDS = 2;

  /** Never the bound: that is the limit of each variant and subtask. */
  private static final int CONNECTIONS = 4_096;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** Longest that SageMaker lets a container take. */
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(5);

  private final SdkEventLoopGroup network;
  private final SdkAsyncHttpClient http;
  private final SageMakerRuntimeAsyncClient runtime;
  private final SageMakerAsyncClient control;

  SageMakerClients(EndpointSettings settings) {
    AwsPlace place = AwsPlace.of(settings.region().orElse(null), settings.url().orElse(null));
    network = SdkEventLoopGroup.builder().numberOfThreads(NETWORK_THREADS).build();
    http =
        NettyNioAsyncHttpClient.builder()
            .eventLoopGroup(network)
            .maxConcurrency(CONNECTIONS)
            .connectionTimeout(CONNECT_TIMEOUT)
            .readTimeout(READ_TIMEOUT)
            .build();
    SageMakerRuntimeAsyncClientBuilder requests =
        SageMakerRuntimeAsyncClient.builder()
            .httpClient(http)
            // Completions only hand over results, so they need no thread of their own.
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    place.locate(requests);
    runtime = requests.build();
    SageMakerAsyncClientBuilder models =
        SageMakerAsyncClient.builder()
            .httpClient(http)
            .overrideConfiguration(o -> o.apiCallTimeout(CONTROL_TIMEOUT));
    place.locate(models);
    control = models.build();
  }

  SageMakerRuntimeAsyncClient runtime() {
    return runtime;
  }

  SageMakerAsyncClient control() {
    return control;
  }

  @Override
  public void close() {
    runtime.close();
    control.close();
    http.close();
    // Netty's own shutdown waits two quiet seconds; nobody sends here any more. Its threads must be
    // gone before the job's class loader is.
    network
        .eventLoopGroup()
        .shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }
}
