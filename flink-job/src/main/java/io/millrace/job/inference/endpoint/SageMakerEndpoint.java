package io.millrace.job.inference.endpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelNotReadyException;

/**
 * A SageMaker endpoint with the built-in XGBoost container behind it, called as <a
 * href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html">InvokeEndpoint</a>
 * says. The client itself retries nothing: retries need the batch's deadline, which it cannot know.
 */
public final class SageMakerEndpoint implements ModelEndpoint {
  /**
   * Key of the custom attribute in which a container may name its model: {@code
   * model_version=<version>}. The built-in container sends none.
   */
  public static final String MODEL_VERSION_ATTRIBUTE = "model_version=";

  private static final String CSV = "text/csv";
  private static final Region LOCAL_REGION = Region.US_EAST_1;

  private static final int PAYLOAD_TOO_LARGE = 413;
  private static final int NETWORK_THREADS = 1;
  private static final int SHUTDOWN_SECONDS = 2;

  private final SageMakerRuntimeAsyncClient client;
  private final SdkEventLoopGroup network;
  private final String endpoint;

  private SageMakerEndpoint(
      SageMakerRuntimeAsyncClient client, SdkEventLoopGroup network, String endpoint) {
    this.client = client;
    this.network = network;
    this.endpoint = endpoint;
  }

  /**
   * @param endpoint name of the endpoint, unless the settings replace it
   * @param timeout of one attempt
   * @param concurrency requests on their way at once
   */
  public static SageMakerEndpoint connect(
      EndpointSettings settings, String endpoint, Duration timeout, int concurrency) {
    SdkEventLoopGroup network =
        SdkEventLoopGroup.builder().numberOfThreads(NETWORK_THREADS).build();
    SageMakerRuntimeAsyncClientBuilder builder =
        SageMakerRuntimeAsyncClient.builder()
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(network)
                    // A request that was given up holds its connection a moment longer.
                    .maxConcurrency(2 * concurrency)
                    .connectionTimeout(timeout)
                    .readTimeout(timeout.multipliedBy(2)))
            // Completions only hand over results, so they need no thread of their own.
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .apiCallAttemptTimeout(timeout)
                    .retryStrategy(DefaultRetryStrategy.doNotRetry())
                    .build());
    settings.region().ifPresent(region -> builder.region(Region.of(region)));
    settings
        .url()
        .ifPresent(
            url ->
                builder
                    .endpointOverride(url)
                    .region(settings.region().map(Region::of).orElse(LOCAL_REGION))
                    .credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create("local", "local"))));
    return new SageMakerEndpoint(builder.build(), network, settings.endpoint().orElse(endpoint));
  }

  @Override
  public CompletableFuture<ScoreResponse> invoke(String variant, byte[] csv) {
    CompletableFuture<InvokeEndpointResponse> call =
        client.invokeEndpoint(
            InvokeEndpointRequest.builder()
                .endpointName(endpoint)
                .targetVariant(variant)
                .contentType(CSV)
                .accept(CSV)
                .body(SdkBytes.fromByteArrayUnsafe(csv))
                .build());
    CompletableFuture<ScoreResponse> answer = new CompletableFuture<>();
    call.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            answer.complete(
                ScoreResponse.of(
                    response.body().asByteArrayUnsafe(),
                    response.invokedProductionVariant(),
                    modelVersion(response.customAttributes())));
          } else {
            answer.completeExceptionally(classify(failure));
          }
        });
    answer.whenComplete(
        (response, failure) -> {
          if (answer.isCancelled()) {
            call.cancel(true);
          }
        });
    return answer;
  }

  @Override
  public void close() {
    client.close();
    // Netty's own shutdown waits two quiet seconds; nobody sends here any more. Its thread must be
    // gone before the job's class loader is.
    network
        .eventLoopGroup()
        .shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
  }

  private static String modelVersion(String customAttributes) {
    if (customAttributes == null || !customAttributes.startsWith(MODEL_VERSION_ATTRIBUTE)) {
      return null;
    }
    return customAttributes.substring(MODEL_VERSION_ATTRIBUTE.length());
  }

  /** What a failure of the client means; its text may quote the request, so it is not repeated. */
  static ScoringException classify(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ApiCallTimeoutException
        || cause instanceof ApiCallAttemptTimeoutException) {
      return new ScoringException(DegradedReason.TIMEOUT, "the client's time was over", cause);
    }
    if (cause instanceof SdkServiceException) {
      SdkServiceException service = (SdkServiceException) cause;
      return new ScoringException(
          reason(service), "HTTP " + service.statusCode() + ' ' + errorCode(service), cause);
    }
    if (cause instanceof SdkClientException) {
      return new ScoringException(
          DegradedReason.UNAVAILABLE,
          "no exchange with the endpoint: " + rootOf(cause).getClass().getName(),
          cause);
    }
    return new ScoringException(
        DegradedReason.INTERNAL, "failed with " + cause.getClass().getName(), cause);
  }

  /** The service's own word, e.g. {@code ThrottlingException}. */
  private static String errorCode(SdkServiceException failure) {
    AwsErrorDetails details =
        failure instanceof AwsServiceException
            ? ((AwsServiceException) failure).awsErrorDetails()
            : null;
    return details != null && details.errorCode() != null
        ? details.errorCode()
        : "without an error code";
  }

  private static DegradedReason reason(SdkServiceException failure) {
    if (failure instanceof ModelErrorException) {
      Integer status = ((ModelErrorException) failure).originalStatusCode();
      if (status != null && status == PAYLOAD_TOO_LARGE) {
        return DegradedReason.TOO_LARGE;
      }
      return status != null && status < 500 ? DegradedReason.REJECTED : DegradedReason.UNAVAILABLE;
    }
    if (failure instanceof ModelNotReadyException) {
      return DegradedReason.UNAVAILABLE;
    }
    if (failure.isThrottlingException()) {
      return DegradedReason.THROTTLED;
    }
    if (failure.statusCode() == PAYLOAD_TOO_LARGE) {
      return DegradedReason.TOO_LARGE;
    }
    return failure.statusCode() >= 500 ? DegradedReason.UNAVAILABLE : DegradedReason.REJECTED;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
