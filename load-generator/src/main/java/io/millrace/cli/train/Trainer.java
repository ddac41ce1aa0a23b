package io.millrace.cli.train;

import io.millrace.cli.model.RankingMetrics;
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
  byte[] fit(TrainingData data) throws XGBoostError {
    Booster booster = fit(data, 0, data.rows());
    try {
      return booster.toByteArray(FORMAT);
    } finally {
      booster.dispose();
    }
  }

  /**
   * How a model of the earlier rows ranks the later ones.
   *
   * @param share of the rows, the last by time, that is held out
   * @return empty when the rows before or after the cut are not of both labels
   */
  Optional<RankingMetrics> evaluate(TrainingData data, double share) throws XGBoostError {
    int cut = cut(data, share);
    float[] labels = data.labels(cut, data.rows());
    if (!hasBoth(data.labels(0, cut)) || !hasBoth(labels)) {
      return Optional.empty();
    }
    Booster booster = fit(data, 0, cut);
    try {
      float[] scores =
          XgboostModel.predict(booster, data.values(cut, data.rows()), data.rows() - cut);
      return Optional.of(RankingMetrics.of(scores, labels));
    } finally {
      booster.dispose();
    }
  }

  /** Number of rows before those that are held out. */
  static int cut(TrainingData data, double share) {
    return data.rows() - (int) Math.round(data.rows() * share);
  }

  private static boolean hasBoth(float[] labels) {
    for (float label : labels) {
      if (label != labels[0]) {
        return true;
      }
    }
    return false;
  }

  private Booster fit(TrainingData data, int from, int to) throws XGBoostError {
    DMatrix matrix = new DMatrix(data.values(from, to), to - from, data.inputs(), Float.NaN);
    try {
      matrix.setLabel(data.labels(from, to));
      return XGBoost.train(
          matrix, parameters.toMap(), parameters.rounds(), new HashMap<>(), null, null);
    } finally {
      matrix.dispose();
    }
  }
}
