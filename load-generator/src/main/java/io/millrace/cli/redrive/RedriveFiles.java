package io.millrace.cli.redrive;

import io.millrace.job.config.EventSpec;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Record files that {@code millrace replay --input} reads, a folder for each redrive count: {@code
 * redrive=1/part-….avro}. The job knows the count of a record from there. Files have hidden names
 * until the ledger knows what is in them.
 */
final class RedriveFiles implements Closeable {
  private final Path folder;
  private final EventSpec event;
  private final String name;
  private final Map<Integer, Writer> writers = new HashMap<>();
  private final Map<Path, Path> files = new LinkedHashMap<>();
  private final List<RefusedRecord> written = new ArrayList<>();

  RedriveFiles(Path folder, EventSpec event) {
    this.folder = folder.toAbsolutePath().normalize();
    this.event = event;
    boolean avro = event.format() == EventSpec.Format.AVRO;
    this.name = "part-" + UUID.randomUUID() + (avro ? ".avro" : ".ndjson");
  }

  /** A file of one count. */
  private interface Writer extends Closeable {
    void write(byte[] payload) throws IOException;
  }

  /**
   * Writes a record.
   *
   * @return false when it is nothing that a file could hold, such as no bytes at all
   */
  boolean write(RefusedRecord record) throws IOException {
    byte[] payload = record.payload;
    if (payload.length == 0) {
      return false;
    }
    Writer writer = writers.get(record.redriveCount);
    if (writer == null) {
      writer = open(record.redriveCount);
      writers.put(record.redriveCount, writer);
    }
    writer.write(payload);
    written.add(record);
    return true;
  }

  /** Records that were written. */
  List<RefusedRecord> written() {
    return written;
  }

  /** The files that are closed now: their hidden names, and those that they are to have. */
  Map<Path, Path> files() {
    return files;
  }

  private Writer open(int count) throws IOException {
    Path part = Files.createDirectories(folder.resolve("redrive=" + count)).resolve(name);
    Path unfinished = part.resolveSibling('.' + name + ".inprogress");
    files.put(unfinished, part);
    OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(
                unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    return event.format() == EventSpec.Format.AVRO ? avro(out) : lines(out);
  }

  private Writer avro(OutputStream out) throws IOException {
    DataFileWriter<Object> container =
        new DataFileWriter<>(new GenericDatumWriter<>(event.schema()));
    container.create(event.schema(), out);
    return new Writer() {
      /** A block for each: one that still cannot be decoded takes no other with it. */
      @Override
      public void write(byte[] payload) throws IOException {
        container.appendEncoded(ByteBuffer.wrap(payload));
        container.sync();
      }

      @Override
      public void close() throws IOException {
        container.close();
      }
    };
  }

  private static Writer lines(OutputStream out) {
    return new Writer() {
      /** JSON has line breaks between its tokens only, where a space does as well. */
      @Override
      public void write(byte[] payload) throws IOException {
        for (byte b : payload) {
          out.write(b == '\n' || b == '\r' ? ' ' : b);
        }
        out.write('\n');
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  /** Closes the files, so that they outlive a crash. */
  @Override
  public void close() throws IOException {
    for (Writer writer : writers.values()) {
      writer.close();
    }
    writers.clear();
    for (Path file : files.keySet()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }
}
