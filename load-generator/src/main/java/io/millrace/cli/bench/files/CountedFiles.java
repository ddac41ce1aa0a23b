package io.millrace.cli.bench.files;

import io.millrace.job.lake.CommitStep;
import io.millrace.job.lake.CommitSteps;
import java.util.ArrayList;
import java.util.List;

/** How many files each commit of the lake made visible, in this process. */
final class CountedFiles implements CommitSteps {
  private static final long serialVersionUID = 1L;
  private static final String LAKE = "lake";
  private static final List<Integer> COMMITS = new ArrayList<>();
  private static int files;

  /** Forgets what was counted; one job is counted at a time. */
  static void reset() {
    synchronized (COMMITS) {
      COMMITS.clear();
      files = 0;
    }
  }

  /** Files of each commit, in their order. */
  static List<Integer> commits() {
    synchronized (COMMITS) {
      return List.copyOf(COMMITS);
    }
  }

  /** Before each file there is a step, and one after all of them. */
  @Override
  public void at(CommitStep step, String output) {
    if (!output.equals(LAKE)) {
      return;
    }
    synchronized (COMMITS) {
      if (step == CommitStep.BEFORE_FILES || step == CommitStep.BETWEEN_FILES) {
        files++;
      } else if (step == CommitStep.AFTER_FILES) {
        COMMITS.add(files);
        files = 0;
      }
    }
  }
}
