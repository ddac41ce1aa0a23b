package io.millrace.job.source;

import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import io.millrace.job.event.TimeSource;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * Reads record files in batches, decoding on the reading thread so that the stream's own thread is
 * free for the rest. A position is the number of records before it; restoring reads up to it again.
 */
final class FileRecords implements BulkFormat<RawEvent, FileSourceSplit> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 512;

  private final RecordDecoder decoder;
  private final String schema;
  private final TimeSource clock;
  private final TypeInformation<RawEvent> type;

  FileRecords(
      RecordDecoder decoder, Schema schema, TimeSource clock, TypeInformation<RawEvent> type) {
    this.decoder = decoder;
    this.schema = schema.toString();
    this.clock = clock;
    this.type = type;
  }

  @Override
  public BulkFormat.Reader<RawEvent> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new Reader(split.path(), 0);
  }

  @Override
  public BulkFormat.Reader<RawEvent> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    long done =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    return new Reader(split.path(), done);
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<RawEvent> getProducedType() {
    return type;
  }

  private final class Reader implements BulkFormat.Reader<RawEvent> {
    private final RecordDecoder decode = decoder.duplicate();
    private final String input;
    private final String name;
    private final RecordFile file;
    private long ordinal;

    Reader(Path path, long done) throws IOException {
      this.input = path.getParent() == null ? "" : path.getParent().getPath();
      this.name = path.getName();
      this.file = RecordReader.open(path, new Schema.Parser().parse(schema));
      file.skip(done);
      this.ordinal = done;
    }

    @Override
    public BulkFormat.RecordIterator<RawEvent> readBatch() throws IOException {
      RawEvent[] batch = new RawEvent[BATCH];
      long first = ordinal;
      long arrival = clock.millis();
      int size = 0;
      while (size < BATCH) {
        RecordFile.Entry entry = file.next();
        if (entry == null) {
          break;
        }
        batch[size++] = entry.decode(Origin.ofFile(input, name, ordinal++, arrival), decode);
      }
      if (size == 0) {
        return null;
      }
      ArrayResultIterator<RawEvent> records = new ArrayResultIterator<>();
      records.set(batch, size, CheckpointedPosition.NO_OFFSET, first);
      return records;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
