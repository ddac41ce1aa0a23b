package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.QualitySpec;

/** Which events windows are of, and what is asked of them. */
enum QualityScope {
  /** Every decoded event: the ruleset, and what is measured beside it. */
  DECODED(""),
  /** Events as they are written, with features and scores: their drift. */
  SCORED("-of-scores");

  private final String suffix;

  QualityScope(String suffix) {
    this.suffix = suffix;
  }

  QualitySpec of(Pipeline pipeline) {
    return this == DECODED ? pipeline.quality() : pipeline.quality().drift().orElseThrow();
  }

  String uid(String uid) {
    return uid + suffix;
  }
}
