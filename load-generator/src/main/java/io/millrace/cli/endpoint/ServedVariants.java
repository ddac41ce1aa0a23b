package io.millrace.cli.endpoint;

import io.millrace.cli.model.XgboostModel;
import io.millrace.job.inference.endpoint.SageMakerEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What stands behind the HTTP API: an endpoint's variants, their model, and its faults. */
final class ServedVariants {
  private final StandInOptions options;
  private final XgboostModel model;
  private final Random faults;
  private final Random choices;

  /**
   * @param model served by every variant; null: there is none
   */
  ServedVariants(StandInOptions options, XgboostModel model) {
    this.options = options;
    this.model = model;
    this.faults = new Random(options.seed());
    this.choices = new Random(options.seed() + 1);
  }

  boolean hasModel() {
    return model != null;
  }

  /** The fate of the next request. */
  synchronized FaultRates.Fate nextFate() {
    return options.faults().fate(faults.nextDouble());
  }

  /** Answers InvokeEndpoint; a null target lets the weights choose the variant. */
  Reply invokeEndpoint(String endpoint, String targetVariant, byte[] body) {
    if (!endpoint.equals(options.endpoint())) {
      return Reply.error(
          400,
          "ValidationError",
          "Endpoint " + endpoint + " not found; this stand-in serves " + options.endpoint() + ".");
    }
    if (targetVariant != null && !options.variants().containsKey(targetVariant)) {
      return Reply.error(
          400,
          "ValidationError",
          "Variant "
              + targetVariant
              + " not found; endpoint "
              + endpoint
              + " has "
              + options.variants().keySet()
              + ".");
    }
    if (model == null) {
      return Reply.error(
          400,
          "ValidationError",
          "Endpoint " + endpoint + " has no model; make one with millrace train.");
    }
    String variant = targetVariant != null ? targetVariant : choose();
    Reply reply = invocations(body);
    if (reply.status() != 200) {
      return Reply.modelError(reply.status(), new String(reply.body(), StandardCharsets.UTF_8));
    }
    Optional<String> version = options.modelVersion();
    if (version.isPresent()) {
      reply.with(
          "X-Amzn-SageMaker-Custom-Attributes",
          SageMakerEndpoint.MODEL_VERSION_ATTRIBUTE + version.get());
    }
    return reply.with("x-Amzn-Invoked-Production-Variant", variant);
  }

  /** Answers as the container itself does. */
  Reply invocations(byte[] body) {
    if (model == null) {
      return Reply.text(500, "Unable to load model");
    }
    CsvRequest request;
    try {
      request = CsvRequest.parse(body, model.features());
    } catch (IllegalArgumentException e) {
      return Reply.text(415, "Loading csv data failed: " + e.getMessage());
    }
    return Reply.scores(model.predict(request.values(), request.rows()));
  }

  private synchronized String choose() {
    int total = 0;
    for (int weight : options.variants().values()) {
      total += weight;
    }
    int draw = choices.nextInt(Math.max(1, total));
    for (Map.Entry<String, Integer> variant : options.variants().entrySet()) {
      draw -= variant.getValue();
      if (draw < 0) {
        return variant.getKey();
      }
    }
    return options.variants().keySet().iterator().next();
  }
}
