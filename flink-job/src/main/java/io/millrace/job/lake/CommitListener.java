package io.millrace.job.lake;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;

/**
 * Hears of files that became visible. Called by the one committer of the lake, and again for the
 * same files when a commit is repeated after a failure.
 */
public interface CommitListener extends AutoCloseable {
  /** A commit begins. */
  default void committing() {}

  /**
   * Takes note of committed files, durably: when it returns, nothing of them is forgotten. It never
   * waits for a warehouse.
   *
   * @param checkpointId the checkpoint that made them visible; -1 when it is not known
   */
  void committed(List<LakeFile> files, long checkpointId) throws IOException;

  @Override
  void close() throws IOException;

  /** Makes the listener where the committer runs. */
  interface Factory extends Serializable {
    /**
     * Opens it.
     *
     * @param metrics group of the committer
     */
    CommitListener open(MetricGroup metrics) throws IOException;

    /** This listener, and another that hears of all that this one has taken note of. */
    default Factory then(Factory next) {
      return metrics -> new CommitListeners(open(metrics), next.open(metrics));
    }

    /** A lake that nobody loads from. */
    static Factory none() {
      return metrics ->
          new CommitListener() {
            @Override
            public void committed(List<LakeFile> files, long checkpointId) {}

            @Override
            public void close() {}
          };
    }
  }
}
