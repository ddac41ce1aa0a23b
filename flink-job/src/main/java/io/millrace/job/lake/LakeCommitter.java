package io.millrace.job.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.metrics.MetricGroup;

/**
 * Makes the files of a checkpoint visible, all in one place, then tells the listener. Both may be
 * repeated: a file that is visible already stays as it is.
 */
final class LakeCommitter implements Committer<LakeCommit> {
  private final Committer<FileSinkCommittable> files;
  private final CommitListener.Factory listeners;
  private final MetricGroup metrics;
  private CommitListener listener;

  private LakeCommitter(
      Committer<FileSinkCommittable> files, CommitListener.Factory listeners, MetricGroup metrics) {
    this.files = files;
    this.listeners = listeners;
    this.metrics = metrics;
  }

  /**
   * The committer of a subtask. All commits go to the first, so the listener is there from the
   * start; on another it is opened when a commit comes after all, out of the state of a job that
   * was restored at another parallelism.
   */
  static LakeCommitter open(
      Committer<FileSinkCommittable> files,
      CommitListener.Factory listeners,
      CommitterInitContext context)
      throws IOException {
    LakeCommitter committer = new LakeCommitter(files, listeners, context.metricGroup());
    if (context.getTaskInfo().getIndexOfThisSubtask() == 0) {
      committer.listener();
    }
    return committer;
  }

  private CommitListener listener() throws IOException {
    if (listener == null) {
      listener = listeners.open(metrics);
    }
    return listener;
  }

  @Override
  public void commit(Collection<CommitRequest<LakeCommit>> requests)
      throws IOException, InterruptedException {
    for (CommitRequest<LakeCommit> request : requests) {
      List<CommitRequest<FileSinkCommittable>> pending = new ArrayList<>();
      List<LakeFile> visible = new ArrayList<>();
      for (FileSinkCommittable file : request.getCommittable().files()) {
        pending.add(new FileRequest(file));
        if (file.hasPendingFile()) {
          visible.add(
              new LakeFile(
                  file.getPendingFile().getPath().toString(), file.getPendingFile().getSize()));
        }
      }
      files.commit(pending);
      if (!visible.isEmpty()) {
        listener().committed(visible);
      }
    }
  }

  @Override
  public void close() throws Exception {
    try {
      if (listener != null) {
        listener.close();
      }
    } finally {
      files.close();
    }
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
