package io.millrace.cli.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.job.inference.catalog.SageMakerControlPlane;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The calls of SageMaker's control plane by which a client finds out which models an endpoint
 * serves, in the service's JSON 1.1 protocol.
 */
final class ControlApi {
  /** Header that names the operation, e.g. {@code SageMaker.DescribeEndpoint}. */
  static final String TARGET = "X-Amz-Target";

  private static final String PREFIX = "SageMaker.";
  private static final String ACCOUNT = "arn:aws:sagemaker:us-east-1:000000000000:";
  private static final String MODEL_ARN = ACCOUNT + "model/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String endpoint;
  private final Map<String, Integer> variants;
  private final Supplier<State> state;

  /**
   * @param state the endpoint at the moment of a call
   */
  ControlApi(String endpoint, Map<String, Integer> variants, Supplier<State> state) {
    this.endpoint = endpoint;
    this.variants = variants;
    this.state = state;
  }

  /** Answers an operation. */
  Reply answer(String target, byte[] body) {
    JsonNode request;
    try {
      request = JSON.readTree(body);
    } catch (IOException e) {
      return Reply.controlError("SerializationException", "the body is no JSON");
    }
    State now = state.get();
    switch (target) {
      case PREFIX + "DescribeEndpoint":
        return request.path("EndpointName").asText().equals(endpoint)
            ? Reply.controlJson(describeEndpoint(now))
            : notFound("endpoint");
      case PREFIX + "DescribeEndpointConfig":
        return request.path("EndpointConfigName").asText().equals(now.deployment.config())
            ? Reply.controlJson(describeConfig(now))
            : notFound("endpoint configuration");
      case PREFIX + "DescribeModel":
        return describeModel(now, request.path("ModelName").asText());
      case PREFIX + "ListTags":
        return listTags(now, request.path("ResourceArn").asText());
      default:
        return Reply.controlError(
            "UnknownOperationException", "this stand-in does not serve " + target);
    }
  }

  private static Reply notFound(String what) {
    return Reply.controlError("ValidationException", "Could not find the " + what + ".");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private ObjectNode describeEndpoint(State now) {
    ObjectNode answer =
        object()
            .put("EndpointName", endpoint)
            .put("EndpointArn", ACCOUNT + "endpoint/" + endpoint)
            .put("EndpointConfigName", now.deployment.config())
            .put("EndpointStatus", now.status)
            .put("CreationTime", seconds(now.created))
            .put("LastModifiedTime", seconds(now.modified));
    ArrayNode list = answer.putArray("ProductionVariants");
    variants.forEach(
        (name, weight) ->
            list.addObject().put("VariantName", name).put("CurrentWeight", (double) weight));
    return answer;
  }

  private ObjectNode describeConfig(State now) {
    ObjectNode answer =
        object()
            .put("EndpointConfigName", now.deployment.config())
            .put("EndpointConfigArn", ACCOUNT + "endpoint-config/" + now.deployment.config())
            .put("CreationTime", seconds(now.created));
    ArrayNode list = answer.putArray("ProductionVariants");
    variants.forEach(
        (name, weight) ->
            list.addObject()
                .put("VariantName", name)
                .put("ModelName", now.deployment.modelName(name))
                .put("InitialVariantWeight", (double) weight));
    return answer;
  }

  private Reply describeModel(State now, String name) {
    for (String variant : variants.keySet()) {
      if (now.deployment.modelName(variant).equals(name)) {
        return Reply.controlJson(
            object()
                .put("ModelName", name)
                .put("ModelArn", MODEL_ARN + name)
                .put("CreationTime", seconds(now.created)));
      }
    }
    return notFound("model");
  }

  private Reply listTags(State now, String arn) {
    for (Map.Entry<String, DeployedModel> model : now.deployment.deployed().entrySet()) {
      if (arn.equals(MODEL_ARN + now.deployment.modelName(model.getKey()))) {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("Tags");
        model
            .getValue()
            .tags(SageMakerControlPlane.INPUTS_HASH_TAG, SageMakerControlPlane.MODEL_VERSION_TAG)
            .forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
        return Reply.controlJson(answer);
      }
    }
    return notFound("resource");
  }

  private static double seconds(Instant instant) {
    return instant.toEpochMilli() / 1000.0;
  }

  /** The endpoint at one moment. Immutable. */
  static final class State {
    final Deployment deployment;
    final String status;
    final Instant created;
    final Instant modified;

    State(Deployment deployment, String status, Instant created, Instant modified) {
      this.deployment = deployment;
      this.status = status;
      this.created = created;
      this.modified = modified;
    }
  }
}
