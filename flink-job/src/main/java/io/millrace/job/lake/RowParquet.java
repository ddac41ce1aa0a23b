package io.millrace.job.lake;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.parquet.ParquetInputFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.Operators.LongColumn;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/**
 * A file of the lake, read back as rows: the counterpart of {@link EventParquet}. Columns are found
 * by name; of the file, only those columns and pages are read that are needed.
 */
public final class RowParquet implements Closeable {
  private final ParquetReader<Event> reader;
  private final TimeRange range;

  private RowParquet(ParquetReader<Event> reader, TimeRange range) {
    this.reader = reader;
    this.range = range;
  }

  /**
   * Opens a file.
   *
   * @param range event times of the rows that are handed out
   */
  public static RowParquet open(Path file, Pipeline pipeline, RowColumns columns, TimeRange range)
      throws IOException {
    FileSystem fileSystem = file.getFileSystem();
    long length = fileSystem.getFileStatus(file).getLen();
    InputFile input = new ParquetInputFile(fileSystem.open(file), length);
    ReadSupport<Event> rows = new Rows(file.toString(), pipeline, columns);
    ParquetReader<Event> reader =
        new Builder(input, rows)
            .withFilter(times(pipeline, range))
            // Passes over row groups and pages; the few other rows are told apart here.
            .useRecordFilter(false)
            .build();
    return new RowParquet(reader, range);
  }
}
