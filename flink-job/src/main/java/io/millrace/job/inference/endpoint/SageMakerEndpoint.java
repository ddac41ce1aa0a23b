package io.millrace.job.inference.endpoint;

import io.millrace.job.cache.SharedResources;
import io.millrace.job.inference.catalog.ModelCatalog;
import io.millrace.job.inference.catalog.SageMakerControlPlane;
import io.millrace.job.inference.catalog.ServedModels;
import io.millrace.job.inference.timing.SystemTimers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointRequest;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;

/**
 * A SageMaker endpoint with the built-in XGBoost container behind it, called as <a
 * href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html">InvokeEndpoint</a>
 * says. All users of a process share one client, and one catalog of an endpoint's models.
 *
 * <p>Each request names its batch in the custom attributes. The built-in container answers without
 * them, and its answers are matched by their connection; an answer that does name a batch must name
 * this one.
 */
public final class SageMakerEndpoint implements ModelEndpoint {
  /** Key of the custom attribute that names a batch: {@code millrace-batch=<number>}. */
  static final String BATCH_ATTRIBUTE = "millrace-batch=";

  private static final SharedResources<EndpointSettings, SageMakerClients> CLIENTS =
      new SharedResources<>();
  private static final SharedResources<List<Object>, ModelCatalog> CATALOGS =
      new SharedResources<>();
  private static final AtomicLong BATCHES = new AtomicLong();

  private static final String CSV = "text/csv";
  private static final Duration FIRST_READING = Duration.ofSeconds(10);

  private final SharedResources.Lease<SageMakerClients> clients;
  private final SharedResources.Lease<ModelCatalog> catalog;
  private final String endpoint;
  private final String inputsHash;
  private final Duration timeout;

  private SageMakerEndpoint(
      SharedResources.Lease<SageMakerClients> clients,
      SharedResources.Lease<ModelCatalog> catalog,
      String endpoint,
      String inputsHash,
      Duration timeout) {
    this.clients = clients;
    this.catalog = catalog;
    this.endpoint = endpoint;
    this.inputsHash = inputsHash;
    this.timeout = timeout;
  }

  /**
   * Connects, and waits until the endpoint's models were read once or could not be.
   *
   * @param endpoint name of the endpoint, unless the settings replace it
   * @param inputsHash hash of the inputs that are sent; a variant whose model is known to expect
   *     others is not asked
   * @param timeout of one request
   */
  public static SageMakerEndpoint connect(
      EndpointSettings settings, String endpoint, String inputsHash, Duration timeout) {
    String name = settings.endpoint().orElse(endpoint);
    SharedResources.Lease<SageMakerClients> clients =
        CLIENTS.acquire(settings, () -> new SageMakerClients(settings));
    SharedResources.Lease<ModelCatalog> catalog =
        CATALOGS.acquire(
            List.of(settings, name),
            () ->
                new ModelCatalog(
                    new SageMakerControlPlane(clients.get().control()),
                    name,
                    new SystemTimers("model-catalog"),
                    settings.modelInterval()));
    SageMakerEndpoint connected =
        new SageMakerEndpoint(clients, catalog, name, inputsHash, timeout);
    try {
      catalog.get().awaitFirst(FIRST_READING);
      return connected;
    } catch (InterruptedException e) {
      connected.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting to endpoint " + name, e);
    }
  }

  @Override
  public ServedModels models() {
    return catalog.get().current();
  }

  @Override
  public CompletableFuture<ScoreResponse> invoke(String variant, byte[] csv) {
    ServedModels before = models();
    if (before.ofOtherInputs(variant, inputsHash).isPresent()) {
      return CompletableFuture.failedFuture(
          new ScoringException(
              DegradedReason.OTHER_INPUTS, "the model was made for other inputs; not asked"));
    }
    String batch = BATCH_ATTRIBUTE + BATCHES.incrementAndGet();
    CompletableFuture<InvokeEndpointResponse> call =
        clients
            .get()
            .runtime()
            .invokeEndpoint(
                InvokeEndpointRequest.builder()
                    .endpointName(endpoint)
                    .targetVariant(variant)
                    .contentType(CSV)
                    .accept(CSV)
                    .customAttributes(batch)
                    .body(SdkBytes.fromByteArrayUnsafe(csv))
                    .overrideConfiguration(o -> o.apiCallTimeout(timeout))
                    .build());
    CompletableFuture<ScoreResponse> answer = new CompletableFuture<>();
    call.whenComplete(
        (response, failure) -> {
          if (failure != null) {
            answer.completeExceptionally(FailureReasons.classify(failure));
          } else if (isOfAnother(batch, response.customAttributes())) {
            answer.completeExceptionally(
                new ScoringException(
                    DegradedReason.BAD_RESPONSE, "the answer is that of another batch"));
          } else {
            answer.complete(read(response, variant, before));
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

  private static boolean isOfAnother(String batch, String attributes) {
    return attributes != null
        && attributes.startsWith(BATCH_ATTRIBUTE)
        && !attributes.equals(batch);
  }

  /** The version is that of the models before and after alike, or it is not known. */
  private ScoreResponse read(InvokeEndpointResponse response, String asked, ServedModels before) {
    String variant =
        response.invokedProductionVariant() != null ? response.invokedProductionVariant() : asked;
    // By identity: an endpoint that changed and changed back has another catalog entry.
    String version = before == models() ? before.version(variant) : null;
    return ScoreResponse.of(response.body().asByteArrayUnsafe(), variant, version);
  }

  @Override
  public void close() {
    catalog.close();
    clients.close();
  }
}
