package io.millrace.cli.train;

import io.millrace.cli.lake.LabelledRows;
import io.millrace.cli.model.XgboostModel;
import java.util.HashMap;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Fits gradient boosted trees to rows. The same rows and parameters give the same bytes. */
final class Trainer {
  /**
   * XGBoost's binary format: what SageMaker's container 1.7-1 writes itself when it trains. It
   * tells the format of a file without extension by its content.
   */
  private static final String FORMAT = "deprecated";

  private final TrainingParameters parameters;

  Trainer(TrainingParameters parameters) {
    this.parameters = parameters;
  }

  /** A model of all rows, as the bytes of {@code xgboost-model}. */
  byte[] fit(LabelledRows rows) throws XGBoostError {
    Booster booster = fit(rows, rows.rows());
    try {
      return booster.toByteArray(FORMAT);
    } finally {
      booster.dispose();
    }
  }

  /**
   * What a model of the earlier rows says of the later ones.
   *
   * @param share of the rows, the last by time, that is held out
   * @return empty when the rows before or after the cut are not of both labels
   */
  Optional<HoldOut> holdOut(LabelledRows rows, double share) throws XGBoostError {
    int cut = rows.rows() - (int) Math.round(rows.rows() * share);
    float[] labels = rows.labels(cut, rows.rows());
    if (!hasBoth(rows.labels(0, cut)) || !hasBoth(labels)) {
      return Optional.empty();
    }
    Booster booster = fit(rows, cut);
    try {
      float[] values = rows.values(cut, rows.rows());
      return Optional.of(
          new HoldOut(cut, XgboostModel.predict(booster, values, labels.length), labels));
    } finally {
      booster.dispose();
    }
  }

  private static boolean hasBoth(float[] labels) {
    for (float label : labels) {
      if (label != labels[0]) {
        return true;
      }
    }
    return false;
  }

  /** A model of the first rows. */
  private Booster fit(LabelledRows rows, int count) throws XGBoostError {
    DMatrix matrix = new DMatrix(rows.values(0, count), count, rows.inputs(), Float.NaN);
    try {
      matrix.setLabel(rows.labels(0, count));
      return XGBoost.train(
          matrix, parameters.toMap(), parameters.rounds(), new HashMap<>(), null, null);
    } finally {
      matrix.dispose();
    }
  }
}
