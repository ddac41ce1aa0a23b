package io.millrace.job.validate.reload;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Where a ruleset is read from, again and again. */
public interface RulesetLocation extends Serializable {
  /** Larger files are no ruleset. */
  int MOST_BYTES = 1 << 20;

  /**
   * Reads the text that is there now. May wait for a network.
   *
   * @throws IOException when nothing is there, or it cannot be read
   */
  String read() throws IOException;

  /** A file of any file system that Flink knows, e.g. {@code s3://bucket/rules.dqdl}. */
  static RulesetLocation ofFile(String path) {
    return new RulesetLocation() {
      private static final long serialVersionUID = 1L;

      @Override
      public String read() throws IOException {
        Path file = new Path(path);
        FileSystem fileSystem = file.getFileSystem();
        if (!fileSystem.exists(file)) {
          throw new FileNotFoundException("expected a file, got none");
        }
        try (FSDataInputStream in = fileSystem.open(file)) {
          byte[] bytes = in.readNBytes(MOST_BYTES + 1);
          if (bytes.length > MOST_BYTES) {
            throw new IOException("expected at most " + MOST_BYTES + " bytes, got more");
          }
          return new String(bytes, StandardCharsets.UTF_8);
        }
      }

      @Override
      public String toString() {
        return path;
      }
    };
  }
}
