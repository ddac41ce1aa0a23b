package io.millrace.job.lake;

import java.io.IOException;
import java.util.List;

/** Two listeners: the second hears of what the first has taken note of. */
final class CommitListeners implements CommitListener {
  private final CommitListener first;
  private final CommitListener second;

  CommitListeners(CommitListener first, CommitListener second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void committing() {
    first.committing();
    second.committing();
  }

  @Override
  public void committed(List<LakeFile> files, long checkpointId) throws IOException {
    first.committed(files, checkpointId);
    second.committed(files, checkpointId);
  }

  @Override
  public void close() throws IOException {
    try {
      first.close();
    } finally {
      second.close();
    }
  }
}
