package io.millrace.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is asked of XGBoost; beside these its defaults hold. */
final class TrainingParameters {
  private final int rounds;
  private final int depth;
  private final double eta;
  private final long seed;

  /**
   * @param rounds number of trees
   * @param depth greatest depth of a tree
   * @param eta learning rate
   */
  TrainingParameters(int rounds, int depth, double eta, long seed) {
    this.rounds = rounds;
    this.depth = depth;
    this.eta = eta;
    this.seed = seed;
  }

  int rounds() {
    return rounds;
  }

  /** Parameters by XGBoost's names. Exact splits on one thread: the same rows, the same model. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("objective", "binary:logistic");
    map.put("tree_method", "exact");
    map.put("max_depth", depth);
    map.put("eta", eta);
    map.put("seed", seed);
    map.put("nthread", 1);
    return map;
  }
}
