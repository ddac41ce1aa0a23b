package io.millrace.job.lake;

import java.io.IOException;
import java.io.Serializable;

/**
 * Is told each step of a commit, on the thread that takes it: for those who watch a commit, or
 * break it at a chosen place. Used by several threads at once.
 */
@FunctionalInterface
public interface CommitSteps extends Serializable {
  /**
   * A step is reached, and taken when this returns.
   *
   * @param output name of the folder whose files are committed, e.g. {@code dead-letter}, or of the
   *     table that is loaded
   * @throws IOException when the commit is to fail here
   */
  void at(CommitStep step, String output) throws IOException;

  /** Nobody watches. */
  static CommitSteps none() {
    return (step, output) -> {};
  }
}
