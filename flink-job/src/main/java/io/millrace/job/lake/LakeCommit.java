package io.millrace.job.lake;

import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/** Every file that one checkpoint makes visible, from all writers together. */
public final class LakeCommit {
  /** Of a commit whose checkpoint is not known: there was none, or an earlier version wrote it. */
  static final long NO_CHECKPOINT = -1;

  private final List<FileSinkCommittable> files;
  private final long checkpointId;

  LakeCommit(List<FileSinkCommittable> files, long checkpointId) {
    this.files = List.copyOf(files);
    this.checkpointId = checkpointId;
  }

  List<FileSinkCommittable> files() {
    return files;
  }

  /** The checkpoint whose completion makes the files visible, or {@link #NO_CHECKPOINT}. */
  long checkpointId() {
    return checkpointId;
  }
}
