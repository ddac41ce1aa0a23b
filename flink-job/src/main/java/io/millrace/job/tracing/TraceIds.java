package io.millrace.job.tracing;

import io.millrace.job.event.EventTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.parquet.ParquetInputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads from a file of the lake which traces its rows are of: the column alone. */
final class TraceIds {
  private static final String COLUMN = "trace_id";
  private static final int DIGITS = 32;
  private static final int HALF = 16;

  private TraceIds() {}

  /**
   * The traces of a file's rows, each once.
   *
   * @param path of a file that a lake wrote; one without the column has none
   * @throws IOException when it cannot be read
   */
  static List<EventTrace> of(String path) throws IOException {
    Path file = new Path(path);
    FileSystem fileSystem = file.getFileSystem();
    ParquetInputFile input =
        new ParquetInputFile(fileSystem.open(file), fileSystem.getFileStatus(file).getLen());
    Set<String> ids = new LinkedHashSet<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            input, ParquetReadOptions.builder(new PlainParquetConfiguration()).build())) {
      MessageType schema = reader.getFileMetaData().getSchema();
      if (!schema.containsField(COLUMN)) {
        return List.of();
      }
      read(reader, new MessageType(schema.getName(), schema.getType(COLUMN)), ids);
    } catch (RuntimeException e) {
      throw new IOException("lake file " + path + ": its column " + COLUMN + " is not readable", e);
    }
    List<EventTrace> traces = new ArrayList<>();
    for (String id : ids) {
      if (id.length() == DIGITS) {
        traces.add(
            new EventTrace(
                Long.parseUnsignedLong(id.substring(0, HALF), HALF),
                Long.parseUnsignedLong(id.substring(HALF), HALF),
                0));
      }
    }
    return traces;
  }

  private static void read(ParquetFileReader reader, MessageType column, Set<String> ids)
      throws IOException {
    reader.setRequestedSchema(column);
    for (PageReadStore pages = reader.readNextRowGroup();
        pages != null;
        pages = reader.readNextRowGroup()) {
      RecordReader<Group> rows =
          new ColumnIOFactory()
              .getColumnIO(column)
              .getRecordReader(pages, new GroupRecordConverter(column));
      for (long left = pages.getRowCount(); left > 0; left--) {
        Group row = rows.read();
        if (row.getFieldRepetitionCount(0) > 0) {
          ids.add(row.getString(0, 0));
        }
      }
    }
  }
}
