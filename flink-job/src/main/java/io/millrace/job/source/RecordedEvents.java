package io.millrace.job.source;

import io.millrace.job.event.Origin;
import io.millrace.job.event.RawEvent;
import io.millrace.job.event.RecordDecoder;
import java.io.Closeable;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.flink.core.fs.Path;

/** The events of a record file one after the other, outside a job. Not safe for several threads. */
public final class RecordedEvents implements Closeable {
  private final RecordFile file;
  private final RecordDecoder decoder;
  private final String name;
  private long ordinal;

  private RecordedEvents(RecordFile file, RecordDecoder decoder, String name) {
    this.file = file;
    this.decoder = decoder;
    this.name = name;
  }

  /**
   * Opens a file whose name says how its records are encoded ({@link RecordFiles}).
   *
   * @param schema of the records of an Avro container
   */
  public static RecordedEvents open(Path path, Schema schema, RecordDecoder decoder)
      throws IOException {
    return new RecordedEvents(RecordReader.open(path, schema), decoder, path.getName());
  }

  /** The next record with the outcome of decoding it; null at the end. */
  public RawEvent next() throws IOException {
    RecordFile.Entry entry = file.next();
    return entry == null ? null : entry.decode(Origin.ofFile("", name, ordinal++, 0), decoder);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
