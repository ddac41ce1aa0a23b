package io.millrace.job.lake;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.CommitterInitContext;

/**
 * Makes the files of a commit visible, then tells the listener. Both may be repeated: a file that
 * is visible already stays as it is.
 */
final class LakeCommitter implements AutoCloseable {
  private final PublishFiles files;
  private final CommitListener listener;
  private final CommitSteps steps;
  private final String output;

  /**
   * @param output name of the folder of the files, for {@code steps}
   */
  LakeCommitter(PublishFiles files, CommitListener listener, CommitSteps steps, String output) {
    this.files = files;
    this.listener = listener;
    this.steps = steps;
    this.output = output;
  }

  /**
   * Commits.
   *
   * @throws IOException when a file cannot be made visible, or the listener cannot note it; the job
   *     fails, restores and commits again
   */
  void commit(LakeCommit commit) throws IOException, InterruptedException {
    listener.committing();
    Iterator<CommitStep> next =
        Stream.concat(
                Stream.of(CommitStep.BEFORE_FILES), Stream.generate(() -> CommitStep.BETWEEN_FILES))
            .iterator();
    List<LakeFile> visible = files.publish(commit, () -> steps.at(next.next(), output));
    if (!visible.isEmpty()) {
      steps.at(CommitStep.AFTER_FILES, output);
      listener.committed(visible, commit.checkpointId());
    }
    steps.at(CommitStep.BEFORE_TOLD, output);
  }

  @Override
  public void close() throws Exception {
    try {
      listener.close();
    } finally {
      files.close();
    }
  }

  /** Makes the committer where it runs. */
  interface Factory extends Serializable {
    LakeCommitter open(CommitterInitContext context) throws IOException;
  }
}
