package io.millrace.cli.generate;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/** An Avro container, uncompressed. A damaged record stands in a block of its own. */
final class AvroFile implements RecordFile {
  private final DataFileWriter<Object> writer;

  /**
   * @param sync 16 bytes between blocks; given, because Avro would draw them at random
   */
  AvroFile(Schema schema, OutputStream out, byte[] sync) throws IOException {
    writer = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    writer.create(schema, out, sync);
  }

  @Override
  public void write(RecordBuffer record) throws IOException {
    writer.appendEncoded(record.view());
  }

  @Override
  public void writeDamaged(RecordBuffer record) throws IOException {
    writer.sync();
    writer.appendEncoded(record.view());
    writer.sync();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
