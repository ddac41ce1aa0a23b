package io.millrace.cli.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Small real models for tests, and rows to score. */
public final class TestModels {
  private TestModels() {}

  /** A model of a few trees over random rows, in XGBoost's binary format. */
  public static byte[] train(int inputs) throws XGBoostError {
    return train(inputs, 1);
  }

  /** The same over the rows of another seed. */
  public static byte[] train(int inputs, long seed) throws XGBoostError {
    float[] values = rows(500, inputs, seed);
    float[] labels = new float[500];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = values[i * inputs] > 0.5 ? 1 : 0;
    }
    DMatrix matrix = new DMatrix(values, labels.length, inputs, Float.NaN);
    matrix.setLabel(labels);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("objective", "binary:logistic");
    parameters.put("max_depth", 3);
    parameters.put("nthread", 1);
    Booster booster = XGBoost.train(matrix, parameters, 5, new HashMap<>(), null, null);
    try {
      return booster.toByteArray("deprecated");
    } finally {
      booster.dispose();
      matrix.dispose();
    }
  }

  /** Random rows, one value in ten missing. */
  public static float[] rows(int rows, int inputs, long seed) {
    Random random = new Random(seed);
    float[] values = new float[rows * inputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(10) == 0 ? Float.NaN : (float) random.nextGaussian();
    }
    return values;
  }

  /** The rows as the job writes them. */
  public static String csv(float[] values, int inputs) {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        csv.append(i % inputs == 0 ? '\n' : ',');
      }
      if (!Float.isNaN(values[i])) {
        csv.append((double) values[i]);
      }
    }
    return csv.toString();
  }
}
