package io.millrace.job.decode;

import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads Avro binary, bare or with the single-object header, straight into columns.
 *
 * @see <a
 *     href="https://avro.apache.org/docs/1.11.1/specification/#single-object-encoding">Single-object
 *     encoding</a>
 */
final class AvroReader implements PayloadReader {
  private static final int HEADER = 10;
  private static final byte MARKER_0 = (byte) 0xC3;
  private static final byte MARKER_1 = 0x01;

  private final AvroField root;
  private final long fingerprint;
  private final BytesDecoder input = new BytesDecoder();

  AvroReader(Schema schema, Layout layout) {
    this.root = AvroField.record(schema, "", layout);
    this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
  }

  @Override
  public void read(Event event) throws MalformedRecordException {
    byte[] payload = event.payload();
    boolean marked = hasMarker(payload);
    boolean known = marked && fingerprintOf(payload) == fingerprint;
    try {
      read(event, known ? HEADER : 0);
    } catch (MalformedRecordException e) {
      if (marked && !known) {
        throw new MalformedRecordException(
            DeadLetterReason.UNKNOWN_SCHEMA,
            "the record names schema fingerprint "
                + Long.toHexString(fingerprintOf(payload))
                + ", the pipeline's event.avsc is "
                + Long.toHexString(fingerprint));
      }
      throw e;
    }
  }

  private void read(Event event, int offset) throws MalformedRecordException {
    byte[] payload = event.payload();
    input.reset(payload, offset);
    try {
      root.read(input, event);
    } catch (EOFException e) {
      throw new MalformedRecordException(
          DeadLetterReason.TRUNCATED,
          "the record ends after " + payload.length + " bytes, before its last field");
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED, "the bytes are no Avro record of event.avsc");
    }
    int rest = input.remaining();
    if (rest > 0) {
      throw new MalformedRecordException(
          DeadLetterReason.MALFORMED,
          rest + " bytes follow the record's last field; one record holds one event");
    }
  }

  private static boolean hasMarker(byte[] payload) {
    return payload.length >= HEADER && payload[0] == MARKER_0 && payload[1] == MARKER_1;
  }

  private static long fingerprintOf(byte[] payload) {
    return ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }

  /** Avro's decoder over one array, with lengths checked before anything is allocated for them. */
  static final class BytesDecoder {
    private BinaryDecoder decoder;

    void reset(byte[] bytes, int offset) {
      decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, decoder);
    }

    BinaryDecoder avro() {
      return decoder;
    }

    int remaining() throws MalformedRecordException {
      try {
        return decoder.inputStream().available();
      } catch (IOException e) {
        throw new IllegalStateException("an array has no input faults", e);
      }
    }

    /** Reads a length-prefixed run of bytes. */
    byte[] readBytes() throws IOException, MalformedRecordException {
      long length = decoder.readLong();
      if (length < 0) {
        throw new MalformedRecordException(
            DeadLetterReason.MALFORMED, "a text or bytes field has a negative length");
      }
      if (length > remaining()) {
        throw new EOFException();
      }
      byte[] bytes = new byte[(int) length];
      decoder.readFixed(bytes, 0, bytes.length);
      return bytes;
    }
  }
}
