package io.millrace.job.event;

import java.util.Objects;

/**
 * By which definition of a pipeline an event was stored: its columns, the ruleset that it was
 * judged by, and whether its bytes decode as those of another definition do. Compared by identity,
 * as one serializer gives all its events the same.
 */
public final class StoredLayout {
  private final Layout layout;
  private final String pipelineHash;
  private final String decodingHash;
  private final RulesetVersion ruleset;

  /**
   * A definition.
   *
   * @param pipelineHash of all files of the pipeline
   * @param decodingHash of what decides how a record's bytes are decoded
   * @param rulesetHash of the pipeline's own ruleset
   */
  public StoredLayout(Layout layout, String pipelineHash, String decodingHash, String rulesetHash) {
    this.layout = Objects.requireNonNull(layout);
    this.pipelineHash = Objects.requireNonNull(pipelineHash);
    this.decodingHash = Objects.requireNonNull(decodingHash);
    this.ruleset = new RulesetVersion(0, rulesetHash, null);
  }

  public Layout layout() {
    return layout;
  }

  /** Whether events of the two are the same in all they have. */
  public boolean isOf(StoredLayout other) {
    return pipelineHash.equals(other.pipelineHash);
  }

  /** The pipeline's own ruleset, without its text. */
  public RulesetVersion ruleset() {
    return ruleset;
  }

  /** Whether the other decodes the record's bytes to the same fields. */
  public boolean decodesAs(StoredLayout other) {
    return decodingHash.equals(other.decodingHash);
  }
}
