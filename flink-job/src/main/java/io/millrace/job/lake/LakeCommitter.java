package io.millrace.job.lake;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/**
 * Makes the files of a commit visible, then tells the listener. Both may be repeated: a file that
 * is visible already stays as it is.
 */
final class LakeCommitter implements AutoCloseable {
  private final Committer<FileSinkCommittable> files;
  private final CommitListener listener;
  private final CommitSteps steps;
  private final String output;

  /**
   * @param output name of the folder of the files, for {@code steps}
   */
  LakeCommitter(
      Committer<FileSinkCommittable> files,
      CommitListener listener,
      CommitSteps steps,
      String output) {
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
    List<LakeFile> visible = new ArrayList<>();
    listener.committing();
    CommitStep next = CommitStep.BEFORE_FILES;
    for (FileSinkCommittable file : commit.files()) {
      steps.at(next, output);
      files.commit(List.of(new FileRequest(file)));
      next = CommitStep.BETWEEN_FILES;
      if (file.hasPendingFile()) {
        visible.add(
            new LakeFile(
                file.getPendingFile().getPath().toString(), file.getPendingFile().getSize()));
      }
    }
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

  /** One file of a commit. A fault fails the job, which restores and commits again. */
  private static final class FileRequest implements CommitRequest<FileSinkCommittable> {
    private FileSinkCommittable file;

    FileRequest(FileSinkCommittable file) {
      this.file = file;
    }

    @Override
    public FileSinkCommittable getCommittable() {
      return file;
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable fault) {
      throw failure(fault);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable fault) {
      throw failure(fault);
    }

    @Override
    public void retryLater() {
      throw failure(null);
    }

    @Override
    public void updateAndRetryLater(FileSinkCommittable update) {
      file = update;
      throw failure(null);
    }

    @Override
    public void signalAlreadyCommitted() {
      // The file is visible, which is all that is asked for.
    }

    private IllegalStateException failure(Throwable cause) {
      return new IllegalStateException("a file of the lake could not be committed: " + file, cause);
    }
  }
}
