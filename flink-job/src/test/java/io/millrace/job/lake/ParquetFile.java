package io.millrace.job.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** One Parquet file, written as the file sink writes it. */
public final class ParquetFile {
  private ParquetFile() {}

  public static <T> void write(BulkWriter.Factory<T> format, Path file, List<T> elements)
      throws IOException {
    try (FSDataOutputStream out =
        LocalFileSystem.getSharedInstance()
            .create(
                new org.apache.flink.core.fs.Path(file.toUri()),
                FileSystem.WriteMode.NO_OVERWRITE)) {
      BulkWriter<T> writer = format.create(out);
      for (T element : elements) {
        writer.addElement(element);
      }
      writer.finish();
    }
  }
}
