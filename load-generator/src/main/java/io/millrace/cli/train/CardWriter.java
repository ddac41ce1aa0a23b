package io.millrace.cli.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.lake.ModelColumns;
import io.millrace.cli.lake.Period;
import io.millrace.cli.model.Baseline;
import io.millrace.cli.model.ModelCard;
import io.millrace.cli.model.RankingMetrics;
import io.millrace.job.event.Column;
import io.millrace.job.event.Layout;
import io.millrace.job.inference.FeatureLine;
import java.util.Optional;

/** Writes down how a model came to be. Nothing in it depends on when or where training ran. */
final class CardWriter {
  private static final int FORMAT = 1;

  private final ModelColumns columns;
  private final Layout layout;

  CardWriter(ModelColumns columns) {
    this.columns = columns;
    this.layout = columns.pipeline().layout();
  }

  /**
   * @param model bytes of {@code xgboost-model}
   * @param trainingScores what the model says of the rows that it was trained on
   * @param holdOut of rows held out, when there were enough
   */
  ModelCard write(
      byte[] model,
      LabelledRows rows,
      Period period,
      TrainingParameters parameters,
      float[] trainingScores,
      Optional<HoldOut> holdOut) {
    ObjectNode card = JsonNodeFactory.instance.objectNode();
    card.put("format", FORMAT);
    card.put("pipeline", columns.pipeline().name());
    columns.pipeline().inference().ifPresent(spec -> card.put("endpoint", spec.endpoint()));
    card.put("version", ModelCard.versionOf(model));
    card.put("label", layout.column(columns.label()).name());
    card.put("inputs_hash", FeatureLine.contractHash(layout, columns.inputs()));
    writeWire(card.putObject("wire"));
    writeTraining(card.putObject("training"), rows, period);
    ObjectNode asked = card.putObject("parameters");
    asked.put("rounds", parameters.rounds());
    parameters.toMap().forEach((name, value) -> asked.putPOJO(name, value));
    holdOut.ifPresent(held -> writeEvaluation(card.putObject("evaluation"), held));
    writeInputs(card.putArray("inputs"), rows);
    ObjectNode score = card.putObject("score");
    score.put("rows", holdOut.isPresent() ? "held out" : "training");
    Baseline.of(holdOut.map(HoldOut::scores).orElse(trainingScores))
        .writeTo(score.putObject("baseline"));
    return ModelCard.of(card);
  }

  /** How {@link FeatureLine} writes the inputs of an event. */
  private void writeWire(ObjectNode wire) {
    wire.put("content_type", "text/csv");
    wire.put("missing", columns.inputs().size() == 1 ? "nan" : "");
    wire.put("false", "0");
    wire.put("true", "1");
    wire.put("number", "the decimal of a double, which the model takes as a 32-bit float");
  }

  private static void writeTraining(ObjectNode training, LabelledRows rows, Period period) {
    period.from().ifPresent(from -> training.put("from", from.toString()));
    period.until().ifPresent(until -> training.put("until", until.toString()));
    training.put("first_event", Period.instant(rows.micros(0)).toString());
    training.put("last_event", Period.instant(rows.micros(rows.rows() - 1)).toString());
    training.put("rows", rows.rows());
    training.put("positives", rows.positives());
  }

  private static void writeEvaluation(ObjectNode evaluation, HoldOut holdOut) {
    RankingMetrics ranking = holdOut.ranking();
    evaluation.put(
        "protocol", "a model of the earlier rows, with the same parameters, scores the later ones");
    evaluation.put("trained_rows", holdOut.trainedRows());
    evaluation.put("held_out_rows", holdOut.rows());
    evaluation.put("auc_roc", ranking.aucRoc());
    evaluation.put("average_precision", ranking.averagePrecision());
    evaluation.put("brier_score", holdOut.brierScore());
  }

  private void writeInputs(ArrayNode inputs, LabelledRows rows) {
    for (int i = 0; i < columns.inputs().size(); i++) {
      Column column = layout.column(columns.inputs().get(i));
      ObjectNode input = inputs.addObject();
      input.put("name", column.name());
      input.put("type", column.type().name());
      Baseline.of(rows.column(i)).writeTo(input.putObject("baseline"));
    }
  }
}
