package io.millrace.cli.endpoint;

import io.millrace.cli.model.XgboostModel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What stands behind the HTTP API: an endpoint's variants, their models, latency and faults. */
final class ServedVariants {
  private final StandInOptions options;
  private final Random fates;
  private final Random choices;
  private final Random delays;
  private volatile Deployment deployment;
  private volatile FaultRates faults;

  ServedVariants(StandInOptions options, Deployment deployment) {
    this.options = options;
    this.deployment = deployment;
    this.faults = options.faults();
    this.fates = new Random(options.seed());
    this.choices = new Random(options.seed() + 1);
    this.delays = new Random(options.seed() + 2);
  }

  Deployment deployment() {
    return deployment;
  }

  /** Other models answer from now on. */
  void deploy(Deployment next) {
    deployment = next;
  }

  void setFaults(FaultRates rates) {
    faults = rates;
  }

  /** The fate of the next request. */
  FaultRates.Fate nextFate() {
    synchronized (fates) {
      return faults.fate(fates.nextDouble());
    }
  }

  /** Time that the next request takes. */
  Duration nextLatency(int records) {
    synchronized (delays) {
      return options.latency().draw(records, delays);
    }
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
    String variant = targetVariant != null ? targetVariant : choose();
    Optional<XgboostModel> model = deployment.model(variant);
    if (model.isEmpty()) {
      return Reply.error(
          400,
          "ValidationError",
          "Endpoint " + endpoint + " has no model; make one with millrace train.");
    }
    Reply reply = predict(model.get(), body);
    if (reply.status() != 200) {
      return Reply.modelError(reply.status(), new String(reply.body(), StandardCharsets.UTF_8));
    }
    return reply.with("x-Amzn-Invoked-Production-Variant", variant);
  }

  /** Answers as the container of the first variant itself does. */
  Reply invocations(byte[] body) {
    return deployment
        .model(options.variants().keySet().iterator().next())
        .map(model -> predict(model, body))
        .orElseGet(() -> Reply.text(500, "Unable to load model"));
  }

  private static Reply predict(XgboostModel model, byte[] body) {
    CsvRequest request;
    try {
      request = CsvRequest.parse(body, model.features());
    } catch (IllegalArgumentException e) {
      return Reply.text(415, "Loading csv data failed: " + e.getMessage());
    }
    return Reply.scores(model.predict(request.values(), request.rows()));
  }

  private String choose() {
    int total = 0;
    for (int weight : options.variants().values()) {
      total += weight;
    }
    int draw;
    synchronized (choices) {
      draw = choices.nextInt(Math.max(1, total));
    }
    for (Map.Entry<String, Integer> variant : options.variants().entrySet()) {
      draw -= variant.getValue();
      if (draw < 0) {
        return variant.getKey();
      }
    }
    return options.variants().keySet().iterator().next();
  }
}
