package io.millrace.cli.send;

import io.millrace.cli.UserException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeAsyncClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;

/**
 * A SageMaker endpoint; each event is one request of CSV (<a
 * href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html">InvokeEndpoint</a>).
 * Nothing is sent again: a request that fails is an error, since whoever waits for a score has lost
 * that time.
 */
final class EndpointTarget implements Target {
  private static final String ACTION = "sagemaker:InvokeEndpoint";
  private static final String CSV = "text/csv";
  private static final int CONNECTIONS = 256;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 10;

  private final String endpoint;
  private final String variant;
  private final AwsAccess access;
  private final Semaphore room = new Semaphore(CONNECTIONS);
  private final Map<Call, Boolean> onTheirWay = new ConcurrentHashMap<>();
  private SdkAsyncHttpClient http;
  private SageMakerRuntimeAsyncClient client;
  private Deliveries deliveries;

  /** A request that has no answer yet. */
  private static final class Call {
    final Outgoing event;
    final AtomicBoolean told = new AtomicBoolean();

    Call(Outgoing event) {
      this.event = event;
    }
  }

  /**
   * @param variant null lets SageMaker choose
   */
  EndpointTarget(String endpoint, String variant, AwsAccess access) {
    this.endpoint = endpoint;
    this.variant = variant;
    this.access = access;
  }

  @Override
  public void open() {
    http = AwsAccess.http(CONNECTIONS, TIMEOUT);
    try {
      client = access.configure(SageMakerRuntimeAsyncClient.builder(), http, TIMEOUT).build();
    } catch (SdkException e) {
      throw new UserException(AwsFailures.connecting(e, toString(), ACTION), e);
    }
  }

  @Override
  public void deliverTo(Deliveries listener) {
    this.deliveries = listener;
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    room.acquire();
  }

  @Override
  public void send(Outgoing event) {
    Call call = new Call(event);
    onTheirWay.put(call, true);
    client
        .invokeEndpoint(
            InvokeEndpointRequest.builder()
                .endpointName(endpoint)
                .targetVariant(variant)
                .contentType(CSV)
                .accept(CSV)
                .body(SdkBytes.fromByteArrayUnsafe(event.payload()))
                .build())
        .whenComplete(
            (response, failure) -> {
              room.release();
              onTheirWay.remove(call);
              if (!call.told.compareAndSet(false, true)) {
                return;
              }
              if (failure == null) {
                deliveries.delivered(event, response.invokedProductionVariant(), null);
              } else {
                failed(event, AwsFailures.unwrap(failure));
              }
            });
  }

  private void failed(Outgoing event, Throwable failure) {
    String kind = AwsFailures.kind(failure);
    if (AwsFailures.isThrottling(failure)) {
      deliveries.throttled(event, endpoint);
    }
    // SageMaker answers an unknown endpoint with a validation error; so it does an unknown variant.
    if (kind.startsWith("Validation")) {
      deliveries.abort(
          new UserException(
              "there is no "
                  + this
                  + ", or it does not take such requests; check its name, the"
                  + " region and the variant",
              failure));
    }
    AwsFailures.fatal(failure, toString(), ACTION)
        .ifPresent(sentence -> deliveries.abort(new UserException(sentence, failure)));
    deliveries.failed(event, AwsFailures.failure(kind));
  }

  @Override
  public void drain(long timeoutNanos) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutNanos;
    while (!onTheirWay.isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    for (Call call : onTheirWay.keySet()) {
      if (call.told.compareAndSet(false, true)) {
        deliveries.failed(call.event, Failure.unanswered());
      }
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    if (http != null) {
      http.close();
    }
  }

  @Override
  public String toString() {
    return "endpoint " + endpoint + ' ' + access;
  }
}
