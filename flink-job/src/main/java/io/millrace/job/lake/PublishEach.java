package io.millrace.job.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/** Makes each file visible as it was written; one that is visible already stays as it is. */
final class PublishEach implements PublishFiles {
  private final Committer<FileSinkCommittable> files;

  PublishEach(Committer<FileSinkCommittable> files) {
    this.files = files;
  }

  @Override
  public List<LakeFile> publish(LakeCommit commit, Step beforeEach)
      throws IOException, InterruptedException {
    List<LakeFile> visible = new ArrayList<>();
    for (FileSinkCommittable file : commit.files()) {
      beforeEach.take();
      commit(file);
      if (file.hasPendingFile()) {
        visible.add(lakeFile(file));
      }
    }
    return visible;
  }

  /** Gives one file its name. */
  void commit(FileSinkCommittable file) throws IOException, InterruptedException {
    files.commit(List.of(new FileRequest(file)));
  }

  /** What a pending file will be. */
  static LakeFile lakeFile(FileSinkCommittable file) {
    return new LakeFile(
        file.getPendingFile().getPath().toString(), file.getPendingFile().getSize());
  }

  @Override
  public void close() throws Exception {
    files.close();
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
