package io.millrace.cli.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A trained model ready to score, with the XGBoost of SageMaker's container 1.7-1. XGBoost's
 * predictor serves one thread, so there is an instance for each of several; the model itself may be
 * called from any number.
 */
public final class XgboostModel implements AutoCloseable {
  private final List<Booster> all = new ArrayList<>();
  private final BlockingQueue<Booster> free;
  private final int features;

  private XgboostModel(byte[] model, int instances) throws XGBoostError, IOException {
    free = new ArrayBlockingQueue<>(instances);
    for (int i = 0; i < instances; i++) {
      Booster booster = XGBoost.loadModel(new ByteArrayInputStream(model));
      all.add(booster);
      // As the container does; more threads cost more than they bring at this size.
      booster.setParam("nthread", 1);
      free.add(booster);
    }
    features = (int) all.get(0).getNumFeature();
  }

  /**
   * @param model a model as XGBoost 1.7 saves it: binary, JSON or UBJSON
   * @param instances number of predictions at once, at least 1
   * @throws IOException when XGBoost cannot load it
   */
  public static XgboostModel load(byte[] model, int instances) throws IOException {
    try {
      return new XgboostModel(model, instances);
    } catch (XGBoostError e) {
      throw new IOException("XGBoost cannot load the model: " + e.getMessage(), e);
    }
  }

  /** Number of inputs of a row. */
  public int features() {
    return features;
  }

  /**
   * Scores rows.
   *
   * @param values row after row, NaN where missing
   * @param rows their number, at least 1
   */
  public float[] predict(float[] values, int rows) {
    Booster booster;
    try {
      booster = free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a predictor", e);
    }
    try {
      return predict(booster, values, rows);
    } catch (XGBoostError e) {
      throw new IllegalArgumentException("XGBoost cannot score the rows: " + e.getMessage(), e);
    } finally {
      free.add(booster);
    }
  }

  /** Scores rows with one booster, on one thread. */
  public static float[] predict(Booster booster, float[] values, int rows) throws XGBoostError {
    DMatrix matrix = new DMatrix(values, rows, values.length / rows, Float.NaN);
    try {
      float[][] predictions = booster.predict(matrix);
      float[] scores = new float[rows];
      for (int i = 0; i < rows; i++) {
        scores[i] = predictions[i][0];
      }
      return scores;
    } finally {
      matrix.dispose();
    }
  }

  /** Frees the native memory; no prediction may be running. */
  @Override
  public void close() {
    for (Booster booster : all) {
      booster.dispose();
    }
  }
}
