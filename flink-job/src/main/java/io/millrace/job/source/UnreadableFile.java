package io.millrace.job.source;

import java.io.IOException;
import java.io.InputStream;

/**
 * A file that cannot be read as what its name says: one record of its bytes, which becomes a dead
 * letter.
 */
final class UnreadableFile implements RecordFile {
  private final InputStream in;
  private final String message;
  private boolean done;

  UnreadableFile(InputStream in, String message) {
    this.in = in;
    this.message = message;
  }

  @Override
  public Entry next() throws IOException {
    if (done) {
      return null;
    }
    done = true;
    return Entry.damaged(in.readNBytes(LineFile.LONGEST_LINE), message);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
