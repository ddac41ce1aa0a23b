package io.millrace.cli.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.model.Baseline;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.RankingMetrics;
import io.millrace.job.config.InferenceSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.inference.FeatureLine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Writes down how a model came to be. Nothing in it depends on when or where training ran. */
final class CardWriter {
  private static final int FORMAT = 1;

  private final Pipeline pipeline;
  private final InferenceSpec inference;
  private final String label;

  CardWriter(Pipeline pipeline, InferenceSpec inference, String label) {
    this.pipeline = pipeline;
    this.inference = inference;
    this.label = label;
  }

  /**
   * @param model bytes of {@code xgboost-model}
   * @param metrics of the rows held out, when there were enough
   */
  ModelCard write(
      byte[] model,
      TrainingData data,
      TrainingParameters parameters,
      double holdOut,
      Optional<RankingMetrics> metrics) {
    ObjectNode card = JsonNodeFactory.instance.objectNode();
    card.put("format", FORMAT);
    card.put("pipeline", pipeline.name());
    card.put("endpoint", inference.endpoint());
    card.put("version", version(model));
    card.put("label", label);
    card.put("inputs_hash", FeatureLine.contractHash(pipeline.layout(), inference.inputs()));
    ObjectNode training = card.putObject("training");
    training.put("first_event", instant(data.firstMicros()));
    training.put("last_event", instant(data.lastMicros()));
    training.put("rows", data.rows());
    training.put("positives", data.positives());
    ObjectNode asked = card.putObject("parameters");
    asked.put("rounds", parameters.rounds());
    parameters.toMap().forEach((name, value) -> asked.putPOJO(name, value));
    metrics.ifPresent(m -> writeEvaluation(card.putObject("evaluation"), data, holdOut, m));
    writeInputs(card.putArray("inputs"), data);
    return ModelCard.of(card);
  }

  private static void writeEvaluation(
      ObjectNode evaluation, TrainingData data, double holdOut, RankingMetrics metrics) {
    int cut = Trainer.cut(data, holdOut);
    evaluation.put(
        "protocol", "a model of the earlier rows, with the same parameters, scores the later ones");
    evaluation.put("trained_rows", cut);
    evaluation.put("held_out_rows", data.rows() - cut);
    evaluation.put("auc_roc", metrics.aucRoc());
    evaluation.put("average_precision", metrics.averagePrecision());
  }

  private void writeInputs(ArrayNode inputs, TrainingData data) {
    List<Integer> columns = inference.inputs();
    for (int i = 0; i < columns.size(); i++) {
      Column column = pipeline.layout().column(columns.get(i));
      ObjectNode input = inputs.addObject();
      input.put("name", column.name());
      input.put("type", column.type().name());
      Baseline distribution = Baseline.of(data.column(i));
      ObjectNode baseline = input.putObject("baseline");
      baseline.put("missing", distribution.missing());
      ArrayNode edges = baseline.putArray("edges");
      for (float edge : distribution.edges()) {
        edges.add(edge);
      }
      ArrayNode shares = baseline.putArray("shares");
      for (double share : distribution.shares()) {
        shares.add(share);
      }
    }
  }

  private static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** First 16 hex digits of the SHA-256 of the model. */
  static String version(byte[] model) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(model);
      StringBuilder hex = new StringBuilder(16);
      for (int i = 0; i < 8; i++) {
        hex.append(String.format("%02x", digest[i]));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
