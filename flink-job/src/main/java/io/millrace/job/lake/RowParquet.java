package io.millrace.job.lake;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import java.io.Closeable;
import java.io.IOException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.parquet.ParquetInputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;

/**
 * A file of the lake, read back as events without bytes: the counterpart of {@link EventParquet}.
 * Columns are found by name, and only those are read that are wanted.
 */
public final class RowParquet implements Closeable {
  private final Path path;
  private final ParquetFileReader file;
  private final TimeRange partition;
  private final TimeRange range;
  private final RowMaterializer rows;
  private final MessageColumnIO columns;

  private RecordReader<Event> group;
  private long leftInGroup;

  private RowParquet(
      Path path, ParquetFileReader file, TimeRange range, RowSchema schema, Pipeline pipeline) {
    this.path = path;
    this.partition = TimePartitions.range(path.getParent());
    this.file = file;
    this.range = range;
    this.rows = new RowMaterializer(pipeline, schema.sources());
    FileMetaData metadata = file.getFileMetaData();
    this.columns =
        new ColumnIOFactory(metadata.getCreatedBy())
            .getColumnIO(schema.message(), metadata.getSchema());
    file.setRequestedSchema(schema.message());
  }

  /**
   * Opens a file.
   *
   * @param range event times of the rows that are handed out
   * @throws UnfitLakeException when the file lacks a column
   * @throws IOException when it cannot be read
   */
  public static RowParquet open(Path path, Pipeline pipeline, RowColumns columns, TimeRange range)
      throws IOException {
    ParquetFileReader file = open(path);
    try {
      RowSchema schema =
          RowSchema.of(path.toString(), file.getFileMetaData().getSchema(), pipeline, columns);
      return new RowParquet(path, file, range, schema, pipeline);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ParquetFileReader open(Path path) throws IOException {
    FileSystem fileSystem = path.getFileSystem();
    long length = fileSystem.getFileStatus(path).getLen();
    try {
      return ParquetFileReader.open(
          new ParquetInputFile(fileSystem.open(path), length),
          ParquetReadOptions.builder(new PlainParquetConfiguration()).build());
    } catch (RuntimeException e) {
      throw new IOException(
          "lake file " + path + ": expected Parquet, got other bytes; restore it, or leave it out",
          e);
    }
  }

  /** The next row, or null at the end of the file. */
  public Event next() throws IOException {
    try {
      while (true) {
        if (leftInGroup == 0 && !openGroup()) {
          return null;
        }
        leftInGroup--;
        Event row = group.read();
        if (!partition.contains(row.timeMillis())) {
          throw new UnfitLakeException(
              "lake file "
                  + path
                  + ": expected event times in "
                  + partition
                  + ", as its folder says, got another; partition the lake by event time in UTC");
        }
        if (range.contains(row.timeMillis())) {
          return row;
        }
      }
    } catch (RuntimeException e) {
      throw new IOException(
          "lake file " + path + ": a row cannot be read; restore the file, or leave it out", e);
    }
  }

  private boolean openGroup() throws IOException {
    PageReadStore pages = file.readNextRowGroup();
    if (pages == null) {
      return false;
    }
    group = columns.getRecordReader(pages, rows);
    leftInGroup = pages.getRowCount();
    return leftInGroup > 0 || openGroup();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
