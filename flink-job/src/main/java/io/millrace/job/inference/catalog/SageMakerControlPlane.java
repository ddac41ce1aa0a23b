package io.millrace.job.inference.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointStatus;
import software.amazon.awssdk.services.sagemaker.model.ProductionVariant;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Reads the models of an endpoint as SageMaker has them: <a
 * href="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html">DescribeEndpoint</a>
 * names its configuration, that the model of each production variant, and the tags of a model say
 * what it was made of.
 */
public final class SageMakerControlPlane implements ControlPlane {
  /** Tag of a SageMaker model: hash of the inputs that it was trained on. */
  public static final String INPUTS_HASH_TAG = "millrace:inputs-hash";

  /** Tag of a SageMaker model: its version. */
  public static final String MODEL_VERSION_TAG = "millrace:model-version";

  private final SageMakerAsyncClient client;
  private final Map<String, String> arns = new HashMap<>();

  public SageMakerControlPlane(SageMakerAsyncClient client) {
    this.client = client;
  }

  @Override
  public ServedModels read(String endpoint) {
    DescribeEndpointResponse before = describe(endpoint);
    DescribeEndpointConfigResponse config =
        join(
            client.describeEndpointConfig(
                request -> request.endpointConfigName(before.endpointConfigName())));
    Map<String, ServedModel> models = new HashMap<>();
    for (ProductionVariant variant : config.productionVariants()) {
      models.put(variant.variantName(), model(variant.modelName()));
    }
    // What was read in between belongs together only if nothing changed meanwhile.
    DescribeEndpointResponse after = describe(endpoint);
    boolean steady =
        after.endpointStatus() == EndpointStatus.IN_SERVICE
            && revision(after).equals(revision(before));
    return steady
        ? ServedModels.of(revision(after), models)
        : ServedModels.changing(revision(after), models);
  }

  private DescribeEndpointResponse describe(String endpoint) {
    return join(client.describeEndpoint(request -> request.endpointName(endpoint)));
  }

  private static String revision(DescribeEndpointResponse endpoint) {
    return endpoint.endpointConfigName() + ' ' + endpoint.lastModifiedTime();
  }

  private ServedModel model(String name) {
    String arn =
        arns.computeIfAbsent(
            name,
            model -> join(client.describeModel(request -> request.modelName(model))).modelArn());
    Map<String, String> tags = new HashMap<>();
    for (Tag tag :
        join(client.listTags(request -> request.resourceArn(arn).maxResults(100))).tags()) {
      tags.put(tag.key(), tag.value());
    }
    return new ServedModel(name, tags.get(INPUTS_HASH_TAG), tags.get(MODEL_VERSION_TAG));
  }

  private static <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException ? (RuntimeException) e.getCause() : e;
    }
  }
}
