package io.millrace.job.warehouse;

import io.millrace.job.lake.ManifestStore;
import java.io.IOException;
import org.apache.flink.core.fs.Path;

/** Where a warehouse reads the lists of the files that it is to load. */
public interface CopyFolder {
  /**
   * Puts a file there, whole.
   *
   * @return its path, as the warehouse reads it
   */
  String put(String name, byte[] content) throws IOException;

  /** Removes a file that was put there. */
  void remove(String path) throws IOException;

  /** A folder of one of Flink's file systems. */
  static CopyFolder of(Path folder) {
    return new CopyFolder() {
      @Override
      public String put(String name, byte[] content) throws IOException {
        Path path = new Path(folder, name);
        ManifestStore.put(path, content);
        return path.toString();
      }

      @Override
      public void remove(String path) throws IOException {
        Path file = new Path(path);
        file.getFileSystem().delete(file, false);
      }
    };
  }
}
