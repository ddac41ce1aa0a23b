package io.millrace.cli.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.model.Calibration;
import io.millrace.cli.model.ModelCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An evaluation as a table to read and as JSON to compute with. */
final class EvaluationReport {
  private final String pipeline;
  private final ModelCard card;
  private final String label;
  private final Protocol protocol;
  private final String entity;
  private final boolean leavesOutKnown;
  private final Evaluation evaluation;

  /**
   * @param entity name of the entity's column; null: there is none
   */
  EvaluationReport(
      String pipeline,
      ModelCard card,
      String label,
      Protocol protocol,
      String entity,
      boolean leavesOutKnown,
      Evaluation evaluation) {
    this.pipeline = pipeline;
    this.card = card;
    this.label = label;
    this.protocol = protocol;
    this.entity = entity;
    this.leavesOutKnown = leavesOutKnown;
    this.evaluation = evaluation;
  }

  void print(PrintWriter out) {
    TestRows test = evaluation.test();
    line(out, "model", "%s of %s, predicting %s", card.version(), pipeline, label);
    line(out, "trained on", "%s", protocol.training());
    line(
        out,
        "tested on",
        "%s until %s: %,d rows, %,d positive",
        protocol.testFrom(),
        protocol.testUntil(),
        test.rows().rows(),
        test.rows().positives());
    if (leavesOutKnown) {
      line(out, "left out", "%,d rows, whose %s was known to be positive", test.leftOut(), entity);
    }
    out.println();
    line(out, "AUC ROC", "%.3f", evaluation.ranking().aucRoc());
    line(out, "average precision", "%.3f", evaluation.ranking().averagePrecision());
    evaluation
        .cards()
        .ifPresent(cards -> line(out, "card precision@" + cards.places(), "%.3f", cards.mean()));
    Calibration calibration = evaluation.calibration();
    line(
        out,
        "Brier score",
        "%.5f (%.5f when the share of positives is the score of all)",
        calibration.brierScore(),
        evaluation.brierOfShare());
    line(out, "calibration error", "%.5f", calibration.error());
    evaluation.cards().ifPresent(cards -> printDays(out, cards));
    printBins(out, calibration);
    out.flush();
  }

  private static void line(PrintWriter out, String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-20s", name);
    out.printf(Locale.ROOT, format + "%n", values);
  }

  private static void printDays(PrintWriter out, CardPrecision cards) {
    out.printf(
        "%n%-10s  %10s  %10s  %10s  %10s%n", "day", "entities", "positive", "found", "precision");
    for (CardPrecision.Day day : cards.days()) {
      out.printf(
          Locale.ROOT,
          "%-10s  %,10d  %,10d  %,10d  %10.3f%n",
          day.date(),
          day.entities(),
          day.positives(),
          day.found(),
          cards.precision(day));
    }
  }

  private static void printBins(PrintWriter out, Calibration calibration) {
    out.printf("%n%-11s  %10s  %10s  %14s%n", "score", "rows", "mean score", "positive share");
    for (Calibration.Bin bin : calibration.bins()) {
      String scores = String.format(Locale.ROOT, "%.2f - %.2f", bin.from(), bin.to());
      out.printf(Locale.ROOT, "%-11s  %,10d", scores, bin.rows());
      if (bin.rows() > 0) {
        out.printf(Locale.ROOT, "  %10.4f  %14.4f", bin.meanScore(), bin.positiveShare());
      }
      out.println();
    }
  }

  /** Indented JSON with a newline at the end; equal evaluations give equal bytes. */
  byte[] toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pipeline", pipeline);
    json.put("model_version", card.version());
    json.put("inputs_hash", card.inputsHash());
    json.put("label", label);
    writeProtocol(json.putObject("protocol"));
    json.put("rows", evaluation.test().rows().rows());
    json.put("positives", evaluation.test().rows().positives());
    json.put("rows_left_out", evaluation.test().leftOut());
    json.put("auc_roc", evaluation.ranking().aucRoc());
    json.put("average_precision", evaluation.ranking().averagePrecision());
    evaluation.cards().ifPresent(cards -> writeCards(json.putObject("card_precision"), cards));
    writeCalibration(json.putObject("calibration"));
    try {
      return new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValueAsString(json)
          .concat("\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }

  private void writeProtocol(ObjectNode json) {
    protocol.training().from().ifPresent(from -> json.put("train_from", from.toString()));
    protocol.training().until().ifPresent(until -> json.put("train_until", until.toString()));
    json.put("test_from", protocol.testFrom().toString());
    json.put("test_until", protocol.testUntil().toString());
    json.put("delay", protocol.delay().toString());
    json.put("entity", entity);
    json.put("known_left_out", leavesOutKnown);
  }

  private static void writeCards(ObjectNode json, CardPrecision cards) {
    json.put("k", cards.places());
    json.put("mean", cards.mean());
    ArrayNode days = json.putArray("days");
    for (CardPrecision.Day day : cards.days()) {
      days.addObject()
          .put("day", day.date().toString())
          .put("entities", day.entities())
          .put("positives", day.positives())
          .put("found", day.found())
          .put("precision", cards.precision(day));
    }
  }

  private void writeCalibration(ObjectNode json) {
    Calibration calibration = evaluation.calibration();
    json.put("brier_score", calibration.brierScore());
    json.put("brier_score_of_share", evaluation.brierOfShare());
    json.put("error", calibration.error());
    ArrayNode bins = json.putArray("bins");
    for (Calibration.Bin bin : calibration.bins()) {
      ObjectNode written = bins.addObject();
      written.put("from", bin.from()).put("to", bin.to());
      written.put("rows", bin.rows()).put("positives", bin.positives());
      if (bin.rows() > 0) {
        written.put("mean_score", bin.meanScore()).put("positive_share", bin.positiveShare());
      }
    }
  }
}
