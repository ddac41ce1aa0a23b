package io.millrace.cli.send;

import io.millrace.cli.UserException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file of one record a line, as {@code millrace replay --input} reads it. The place of a
 * record is the file's name and its line, counted from 0.
 */
final class FileTarget implements Target {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final String name;
  private OutputStream out;
  private Deliveries deliveries;
  private long lines;

  FileTarget(Path file) {
    if (!file.toString().endsWith(".ndjson")) {
      throw new UserException(
          "--file must end in .ndjson, got " + file.getFileName() + "; send lines, format: json");
    }
    this.file = file;
    this.name = file.getFileName().toString();
  }

  @Override
  public void open() throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    try {
      out =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              BUFFER);
    } catch (FileAlreadyExistsException e) {
      throw new UserException(file + " exists; remove it or name another --file", e);
    }
  }

  @Override
  public void deliverTo(Deliveries listener) {
    this.deliveries = listener;
  }

  @Override
  public void awaitRoom() {
    // Writing itself holds the worker back.
  }

  @Override
  public void send(Outgoing event) throws IOException {
    long line;
    synchronized (this) {
      out.write(event.payload());
      out.write('\n');
      line = lines++;
    }
    deliveries.delivered(event, name, Long.toString(line));
  }

  @Override
  public void drain(long timeoutNanos) throws IOException {
    synchronized (this) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (out != null) {
        out.close();
      }
    }
  }

  @Override
  public String toString() {
    return "file " + file;
  }
}
