package io.millrace.cli.generate;

import java.io.IOException;
import java.io.OutputStream;

/** One record a line. */
final class LineFile implements RecordFile {
  private final OutputStream out;

  LineFile(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(RecordBuffer record) throws IOException {
    record.write('\n');
    record.writeTo(out);
  }

  @Override
  public void writeDamaged(RecordBuffer record) throws IOException {
    write(record);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
