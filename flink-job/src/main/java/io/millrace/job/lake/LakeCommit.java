package io.millrace.job.lake;

import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/** Every file that one checkpoint makes visible, from all writers together. */
public final class LakeCommit {
  private final List<FileSinkCommittable> files;

  LakeCommit(List<FileSinkCommittable> files) {
    this.files = List.copyOf(files);
  }

  List<FileSinkCommittable> files() {
    return files;
  }
}
