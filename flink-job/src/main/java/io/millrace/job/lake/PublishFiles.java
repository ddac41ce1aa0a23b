package io.millrace.job.lake;

import java.io.IOException;
import java.util.List;

/** Makes the files of a commit visible. It may be repeated, and then finds what was done before. */
interface PublishFiles extends AutoCloseable {
  /**
   * Publishes.
   *
   * @param beforeEach is told the step before each file
   * @return the files that are part of the lake now
   * @throws IOException when one cannot be made visible
   */
  List<LakeFile> publish(LakeCommit commit, Step beforeEach)
      throws IOException, InterruptedException;

  /** A step that is about to be taken. */
  @FunctionalInterface
  interface Step {
    void take() throws IOException;
  }
}
