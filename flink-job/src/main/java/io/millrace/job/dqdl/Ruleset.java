package io.millrace.job.dqdl;

import java.util.List;

/** A DQDL ruleset, parsed and bound to the columns of a layout. Immutable. */
public final class Ruleset {
  private final String hash;
  private final List<RowRule> rowRules;
  private final List<WindowRule> windowRules;

  /**
   * @param hash first 16 hex digits of the SHA-256 of the text
   * @param rowRules at most 64
   * @param windowRules every rule that a window answers, row rules included, in the order written
   */
  public Ruleset(String hash, List<RowRule> rowRules, List<WindowRule> windowRules) {
    this.hash = hash;
    this.rowRules = List.copyOf(rowRules);
    this.windowRules = List.copyOf(windowRules);
  }

  public String hash() {
    return hash;
  }

  /** Rules on single events; an event that breaks one is quarantined. */
  public List<RowRule> rowRules() {
    return rowRules;
  }

  /** Rules that each window answers. */
  public List<WindowRule> windowRules() {
    return windowRules;
  }
}
