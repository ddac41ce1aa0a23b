package io.millrace.job.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Joins the small files of a commit, each folder's to one of the size that a file is to have, and
 * makes only what comes of it visible.
 *
 * <p>Files that are not visible yet cannot be read everywhere: in S3 they are parts of an upload.
 * So each first gets a name that readers of the lake pass over, then is joined, then is deleted. A
 * joined file comes to be as a whole, under a name that follows from its files: one that is there
 * was made by this commit before it failed, and nothing of it is done again.
 */
final class PublishJoined implements PublishFiles {
  private final PublishEach files;
  private final long fileBytes;
  private final String suffix;

  PublishJoined(PublishEach files, long fileBytes, String suffix) {
    this.files = files;
    this.fileBytes = fileBytes;
    this.suffix = suffix;
  }

  @Override
  public List<LakeFile> publish(LakeCommit commit, Step beforeEach)
      throws IOException, InterruptedException {
    Map<String, FileSinkCommittable> pending = new HashMap<>();
    List<LakeFile> visible = new ArrayList<>();
    List<LakeFile> waiting = new ArrayList<>();
    for (FileSinkCommittable file : commit.files()) {
      LakeFile named = file.hasPendingFile() ? PublishEach.lakeFile(file) : null;
      if (named != null && isWaiting(named)) {
        pending.put(named.path(), file);
        waiting.add(named);
        continue;
      }
      // Leftovers of a writer, or files of a job that did not join: they have their names.
      beforeEach.take();
      files.commit(file);
      if (named != null) {
        visible.add(named);
      }
    }
    for (FileJoin join : FileJoins.of(waiting, fileBytes, suffix)) {
      beforeEach.take();
      visible.add(publish(join, pending));
    }
    return visible;
  }

  private static boolean isWaiting(LakeFile file) {
    return new Path(file.path()).getName().startsWith(FileJoins.WAITING_PREFIX);
  }

  private LakeFile publish(FileJoin join, Map<String, FileSinkCommittable> pending)
      throws IOException, InterruptedException {
    FileSystem fileSystem = join.target().getFileSystem();
    if (!fileSystem.exists(join.target())) {
      List<Path> parts = new ArrayList<>();
      for (LakeFile file : join.files()) {
        files.commit(pending.get(file.path()));
        parts.add(new Path(file.path()));
      }
      if (parts.size() > 1) {
        ParquetJoin.join(parts, join.target());
      } else if (!fileSystem.rename(parts.get(0), join.target())) {
        throw new IOException(
            parts.get(0) + ": expected to be renamed to " + join.target() + ", but it was not");
      }
    }
    for (LakeFile file : join.files()) {
      fileSystem.delete(new Path(file.path()), false);
    }
    FileStatus status = fileSystem.getFileStatus(join.target());
    return new LakeFile(join.target().toString(), status.getLen());
  }

  @Override
  public void close() throws Exception {
    files.close();
  }
}
