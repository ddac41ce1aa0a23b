package io.millrace.job.lake;

import java.util.List;
import org.apache.flink.core.fs.Path;

/** Files that become one of the lake; a file that is large enough becomes one by itself. */
final class FileJoin {
  private final List<LakeFile> files;
  private final Path target;

  FileJoin(List<LakeFile> files, Path target) {
    this.files = List.copyOf(files);
    this.target = target;
  }

  /** What they are while they wait, in the order of their names. */
  List<LakeFile> files() {
    return files;
  }

  /** The file that they become. */
  Path target() {
    return target;
  }
}
