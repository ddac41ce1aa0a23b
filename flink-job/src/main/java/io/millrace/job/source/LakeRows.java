package io.millrace.job.source;

import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.Event;
import io.millrace.job.lake.RowColumns;
import io.millrace.job.lake.RowParquet;
import io.millrace.job.lake.TimeRange;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;

/**
 * Reads files of the lake in batches. A position is the number of rows before it; restoring reads
 * up to it again.
 */
final class LakeRows implements BulkFormat<Event, FileSourceSplit> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 512;

  private final PipelineFiles files;
  private final RowColumns columns;
  private final TimeRange times;
  private final TypeInformation<Event> type;
  private transient Pipeline pipeline;

  LakeRows(PipelineFiles files, RowColumns columns, TimeRange times, TypeInformation<Event> type) {
    this.files = files;
    this.columns = columns;
    this.times = times;
    this.type = type;
  }

  @Override
  public BulkFormat.Reader<Event> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    if (pipeline == null) {
      pipeline = Pipeline.of(files);
    }
    return new Reader(RowParquet.open(split.path(), pipeline, columns, times));
  }

  @Override
  public BulkFormat.Reader<Event> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    long done =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    BulkFormat.Reader<Event> reader = createReader(config, split);
    ((Reader) reader).skip(done);
    return reader;
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<Event> getProducedType() {
    return type;
  }

  private static final class Reader implements BulkFormat.Reader<Event> {
    private final RowParquet rows;
    private long read;

    Reader(RowParquet rows) {
      this.rows = rows;
    }

    void skip(long done) throws IOException {
      while (read < done && rows.next() != null) {
        read++;
      }
    }

    @Override
    public BulkFormat.RecordIterator<Event> readBatch() throws IOException {
      Event[] batch = new Event[BATCH];
      int size = 0;
      while (size < BATCH) {
        Event row = rows.next();
        if (row == null) {
          break;
        }
        batch[size++] = row;
      }
      if (size == 0) {
        return null;
      }
      ArrayResultIterator<Event> records = new ArrayResultIterator<>();
      records.set(batch, size, CheckpointedPosition.NO_OFFSET, read);
      read += size;
      return records;
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
