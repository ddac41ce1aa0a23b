package io.millrace.job.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * An Avro container file, read block by block: each record's own bytes, never decoded here, so that
 * a bad record costs one dead letter and a damaged block costs that block.
 *
 * <p>Records written with another schema than the pipeline's are resolved to it and encoded again.
 */
final class AvroContainerFile implements RecordFile {
  private static final int SYNC_MARKER = 16;
  private static final long END_OF_FILE = -1;

  private final SeekableInput input;
  private final Schema written;
  private final Resolver resolver;

  private DataFileReader<Object> container;
  private byte[] block = new byte[0];
  private int blockEnd;
  private long recordsLeft;
  private int position;
  private BinaryDecoder decoder;

  AvroContainerFile(SeekableInput input, Schema expected) throws IOException {
    this.input = input;
    this.container = new DataFileReader<>(input, new GenericDatumReader<>());
    this.written = container.getSchema();
    this.resolver =
        AvroSchemas.sameBinary(written, expected) ? null : new Resolver(written, expected);
  }

  @Override
  public Entry next() throws IOException {
    while (recordsLeft == 0) {
      Entry damage = openBlock();
      if (damage != null) {
        return damage;
      }
    }
    if (recordsLeft == END_OF_FILE) {
      return null;
    }
    byte[] payload = nextPayload();
    return Entry.of(resolver == null ? payload : resolver.resolve(payload));
  }

  /** Opens the next block, or finds the end of the file. */
  private Entry openBlock() throws IOException {
    long start = container.previousSync();
    try {
      if (!container.hasNext()) {
        recordsLeft = END_OF_FILE;
        return null;
      }
      ByteBuffer content = container.nextBlock();
      block = content.array();
      position = content.arrayOffset() + content.position();
      blockEnd = content.arrayOffset() + content.limit();
      recordsLeft = container.getBlockCount();
      decoder = DecoderFactory.get().binaryDecoder(block, position, blockEnd - position, decoder);
      return null;
    } catch (IOException | AvroRuntimeException e) {
      return damagedBlock(start, e);
    }
  }

  /**
   * Hands out the raw bytes from a damaged block's start to the next sync marker, as one record.
   */
  private Entry damagedBlock(long start, Exception fault) throws IOException {
    long next = nextSync(start, fault);
    byte[] raw = read(start, next);
    recordsLeft = END_OF_FILE;
    if (next < input.length()) {
      reopenAt(next);
      recordsLeft = 0;
    }
    return Entry.damaged(raw, "the container's block at byte " + start + " is damaged or cut off");
  }

  /** Where the next intact block begins, or the end of the file. */
  private long nextSync(long start, Exception fault) throws IOException {
    try {
      container.sync(start + 1);
      long next = container.previousSync();
      return next > start && next < input.length() ? next : input.length();
    } catch (IOException | AvroRuntimeException e) {
      fault.addSuppressed(e);
      return input.length();
    }
  }

  private byte[] read(long from, long to) throws IOException {
    byte[] raw = new byte[(int) Math.min(to - from, LineFile.LONGEST_LINE)];
    input.seek(from);
    int filled = 0;
    int read = 0;
    while (filled < raw.length && read >= 0) {
      read = input.read(raw, filled, raw.length - filled);
      filled += Math.max(read, 0);
    }
    return filled == raw.length ? raw : Arrays.copyOf(raw, filled);
  }

  /** A reader that failed keeps half a block in mind; a new one starts clean behind the marker. */
  private void reopenAt(long block) throws IOException {
    input.seek(0);
    container = new DataFileReader<>(input, new GenericDatumReader<>());
    container.sync(block - SYNC_MARKER);
  }

  /**
   * The bytes of the next record of the block. Where its end cannot be found, and after the last
   * record, everything up to the block's end belongs to it: the decode stage tells what is wrong.
   */
  private byte[] nextPayload() {
    int start = position;
    recordsLeft--;
    try {
      GenericDatumReader.skip(written, decoder);
      position = blockEnd - decoder.inputStream().available();
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      position = blockEnd;
    }
    if (recordsLeft == 0 || position >= blockEnd) {
      position = blockEnd;
      recordsLeft = 0;
    }
    return Arrays.copyOfRange(block, start, position);
  }

  @Override
  public void close() throws IOException {
    container.close();
  }

  /**
   * Re-encodes records of another schema; what does not resolve is left as it is, a dead letter.
   */
  private static final class Resolver {
    private final GenericDatumReader<Object> reader;
    private final GenericDatumWriter<Object> writer;
    private BinaryDecoder decoder;
    private BinaryEncoder encoder;

    Resolver(Schema written, Schema expected) {
      this.reader = new GenericDatumReader<>(written, expected);
      this.writer = new GenericDatumWriter<>(expected);
    }

    byte[] resolve(byte[] payload) {
      try {
        decoder = DecoderFactory.get().binaryDecoder(payload, decoder);
        Object datum = reader.read(null, decoder);
        if (!decoder.isEnd()) {
          return payload;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 16);
        encoder = EncoderFactory.get().binaryEncoder(out, encoder);
        writer.write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
      } catch (IOException | RuntimeException e) {
        return payload;
      }
    }
  }
}
