package io.millrace.job.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.SeekableInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * An Avro container file: each record's own bytes, never decoded here, so that a bad record costs
 * one dead letter and a damaged block costs that block.
 *
 * <p>Records written with another schema than the pipeline's are resolved to it and encoded again;
 * those that do not resolve are dead letters.
 */
final class AvroContainerFile implements RecordFile {
  private final AvroBlocks blocks;
  private final Schema written;
  private final Resolver resolver;

  private byte[] block = new byte[0];
  private long recordsLeft;
  private int position;
  private BinaryDecoder decoder;

  /**
   * Opens a file.
   *
   * @throws DamagedException when it is no Avro container file, or cannot be resolved as a whole
   */
  AvroContainerFile(SeekableInput input, Schema expected) throws IOException {
    this.blocks = new AvroBlocks(input);
    this.written = blocks.schema();
    Optional<String> misread = AvroSchemas.misread(written, expected);
    if (misread.isPresent()) {
      throw new DamagedException(misread.get());
    }
    this.resolver =
        AvroSchemas.sameBinary(written, expected) ? null : new Resolver(written, expected);
  }

  @Override
  public Entry next() throws IOException {
    while (recordsLeft == 0) {
      AvroBlocks.Block next = blocks.next();
      if (next == null) {
        return null;
      }
      if (next.damage() != null) {
        return Entry.damaged(next.content(), next.damage());
      }
      block = next.content();
      recordsLeft = next.records();
      position = 0;
      decoder = DecoderFactory.get().binaryDecoder(block, decoder);
    }
    return nextRecord();
  }

  /**
   * The next record of the block. Where its end cannot be found, and after the last record,
   * everything up to the block's end belongs to it: the decode stage tells what is wrong.
   */
  private Entry nextRecord() throws IOException {
    int start = position;
    boolean whole = skipRecord();
    recordsLeft--;
    if (!whole || recordsLeft == 0 || position == block.length) {
      position = block.length;
      recordsLeft = 0;
    }
    byte[] payload = Arrays.copyOfRange(block, start, position);
    if (resolver == null) {
      return Entry.of(payload);
    }
    return whole
        ? resolver.resolve(payload)
        : Entry.malformed(payload, "the record does not follow the schema of its file");
  }

  /** Moves behind a record; false when it has no end within the block. */
  private boolean skipRecord() throws IOException {
    int start = position;
    try {
      GenericDatumReader.skip(written, decoder);
      position = block.length - decoder.inputStream().available();
      return position >= start;
    } catch (IOException | RuntimeException e) {
      return false; // whatever the bytes make of Avro's reader, the record is what is damaged
    }
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }

  /** Re-encodes records of another schema. */
  private static final class Resolver {
    private final GenericDatumReader<Object> reader;
    private final GenericDatumWriter<Object> writer;
    private BinaryDecoder decoder;
    private BinaryEncoder encoder;

    Resolver(Schema written, Schema expected) {
      this.reader = new GenericDatumReader<>(written, expected);
      this.writer = new GenericDatumWriter<>(expected);
    }

    /**
     * The record in the expected schema. One that does not resolve must not be handed out as it is:
     * its bytes may decode under the other schema, to values of other fields.
     */
    Entry resolve(byte[] payload) {
      try {
        decoder = DecoderFactory.get().binaryDecoder(payload, decoder);
        Object datum = reader.read(null, decoder);
        return decoder.isEnd() ? Entry.of(encode(datum)) : unresolved(payload);
      } catch (IOException | RuntimeException e) {
        return unresolved(payload); // Avro names a mismatch in many ways; all of them mean this
      }
    }

    private byte[] encode(Object datum) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      encoder = EncoderFactory.get().binaryEncoder(out, encoder);
      writer.write(datum, encoder);
      encoder.flush();
      return out.toByteArray();
    }

    private static Entry unresolved(byte[] payload) {
      return Entry.malformed(
          payload, "the record does not resolve from the schema of its file to event.avsc");
    }
  }
}
