package io.millrace.job.quality;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.DqdlFault;
import io.millrace.job.dqdl.Ruleset;
import io.millrace.job.event.RulesetVersion;
import java.util.function.Consumer;

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
    return this == DECODED ? pipeline.quality() : drift(pipeline);
  }

  /**
   * The same under a ruleset that took the place of the pipeline's own. Drift has no rules of it,
   * and names it alone.
   *
   * @param version null for the pipeline's own
   * @param faults takes every fault of the ruleset against the fields of this pipeline
   */
  QualitySpec of(Pipeline pipeline, RulesetVersion version, Consumer<DqdlFault> faults) {
    if (version == null) {
      return of(pipeline);
    }
    return this == DECODED
        ? pipeline.quality(version, faults)
        : drift(pipeline).under(Ruleset.none(version.hash));
  }

  private static QualitySpec drift(Pipeline pipeline) {
    return pipeline.quality().drift().orElseThrow();
  }

  String uid(String uid) {
    return uid + suffix;
  }
}
