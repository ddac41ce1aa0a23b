package io.millrace.job.config;

import java.util.Objects;

/**
 * One fault of a pipeline folder: where it stands, what was expected, what was there, what to do.
 */
public final class Problem {
  private final String where;
  private final String expected;
  private final String got;
  private final String remedy;

  public Problem(String where, String expected, String got, String remedy) {
    this.where = Objects.requireNonNull(where);
    this.expected = Objects.requireNonNull(expected);
    this.got = Objects.requireNonNull(got);
    this.remedy = Objects.requireNonNull(remedy);
  }

  /** File and line, and the key or rule, e.g. {@code pipeline.yaml:12 features[1].windows}. */
  public String where() {
    return where;
  }

  public String expected() {
    return expected;
  }

  public String got() {
    return got;
  }

  /** What the author does about it. */
  public String remedy() {
    return remedy;
  }

  @Override
  public String toString() {
    return where + ": expected " + expected + ", got " + got + "; " + remedy;
  }
}
