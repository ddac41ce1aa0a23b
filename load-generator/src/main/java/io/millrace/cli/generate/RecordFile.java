package io.millrace.cli.generate;

import java.io.Closeable;
import java.io.IOException;

/** A file that takes records one after the other. */
interface RecordFile extends Closeable {
  /** Appends a record that can be decoded. */
  void write(RecordBuffer record) throws IOException;

  /** Appends a record that cannot, so that every other one still can. */
  void writeDamaged(RecordBuffer record) throws IOException;
}
