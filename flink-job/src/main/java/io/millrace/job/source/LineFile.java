package io.millrace.job.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One record a line, plain or gzipped. Lines end with a line feed; a carriage return before it is
 * part of the line end. Empty lines are no records.
 */
final class LineFile implements RecordFile {
  /**
   * A line longer than this is handed out in pieces, so that a file without line ends fits memory.
   */
  static final int LONGEST_LINE = 64 << 20;

  private static final int BUFFER = 1 << 18;

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private String damage;

  LineFile(InputStream raw, boolean gzipped) throws IOException {
    this(raw, gzipped, LONGEST_LINE);
  }

  /**
   * Opens a file.
   *
   * @throws DamagedException when it is to be gzipped, and is not
   */
  LineFile(InputStream raw, boolean gzipped, int longest) throws IOException {
    this.in = gzipped ? gunzip(raw) : raw;
    this.longest = longest;
  }

  private static InputStream gunzip(InputStream raw) throws IOException {
    try {
      return new GZIPInputStream(new BufferedInputStream(raw, BUFFER), BUFFER);
    } catch (EOFException | ZipException e) {
      throw new DamagedException("does not begin as a gzipped file", e);
    }
  }

  @Override
  public Entry next() throws IOException {
    while (true) {
      byte[] payload = nextLine();
      if (payload == null) {
        return atEnd();
      }
      if (payload.length > 0) {
        return Entry.of(payload);
      }
    }
  }

  /** What stood in an incomplete line before the file broke off is a record of its own. */
  private Entry atEnd() {
    if (damage == null) {
      return null;
    }
    Entry last = Entry.damaged(line.toByteArray(), damage);
    line.reset();
    damage = null;
    position = limit = -1;
    return last;
  }

  /** The next line without its end; null at the end of the file or where it is damaged. */
  private byte[] nextLine() throws IOException {
    while (true) {
      if (position == limit && !fill()) {
        return damage != null || line.size() == 0 ? null : takeLine();
      }
      int end = indexOfLineFeed();
      int room = longest - line.size();
      if (end < 0 || end - position > room) {
        int taken = Math.min(limit - position, room);
        line.write(buffer, position, taken);
        position += taken;
        if (line.size() == longest) {
          return takePiece();
        }
        continue;
      }
      if (line.size() == 0) {
        byte[] whole = trimmed(buffer, position, end);
        position = end + 1;
        return whole;
      }
      line.write(buffer, position, end - position);
      position = end + 1;
      return takeLine();
    }
  }

  private byte[] takeLine() {
    byte[] bytes = takePiece();
    return trimmed(bytes, 0, bytes.length);
  }

  private byte[] takePiece() {
    byte[] bytes = line.toByteArray();
    line.reset();
    return bytes;
  }

  private static byte[] trimmed(byte[] from, int start, int end) {
    int last = end > start && from[end - 1] == '\r' ? end - 1 : end;
    byte[] bytes = new byte[last - start];
    System.arraycopy(from, start, bytes, 0, bytes.length);
    return bytes;
  }

  private int indexOfLineFeed() {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    if (limit < 0) {
      return false;
    }
    try {
      int read = in.read(buffer, 0, buffer.length);
      position = 0;
      limit = Math.max(read, 0);
      return read > 0;
    } catch (EOFException | ZipException e) {
      damage = "the gzipped file breaks off or is damaged here";
      position = limit = 0;
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
