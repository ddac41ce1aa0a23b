package io.millrace.job.decode;

import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
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

  private final AvroField[] roots;
  private final long[] fingerprints;
  private final int fields;
  private final BytesDecoder input = new BytesDecoder();

  /**
   * A reader.
   *
   * @param schema the pipeline's own
   * @param former further schemas that a record may be of, whose fields are columns, too
   */
  AvroReader(Schema schema, List<Schema> former, Layout layout) {
    List<Schema> all = new ArrayList<>(List.of(schema));
    all.addAll(former);
    this.roots = new AvroField[all.size()];
    this.fingerprints = new long[roots.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = AvroField.record(all.get(i), "", layout);
      fingerprints[i] = SchemaNormalization.parsingFingerprint64(all.get(i));
    }
    this.fields = layout.fields();
  }

  @Override
  public void read(Event event) throws MalformedRecordException {
    byte[] payload = event.payload();
    boolean marked = hasMarker(payload);
    for (int i = 0; marked && i < roots.length; i++) {
      if (fingerprintOf(payload) == fingerprints[i]) {
        read(event, HEADER, roots[i]);
        return;
      }
    }
    try {
      readBare(event);
    } catch (MalformedRecordException e) {
      if (marked) {
        throw new MalformedRecordException(
            DeadLetterReason.UNKNOWN_SCHEMA,
            "the record names schema fingerprint "
                + Long.toHexString(fingerprintOf(payload))
                + ", the pipeline's event.avsc is "
                + Long.toHexString(fingerprints[0]));
      }
      throw e;
    }
  }

  /** By the first schema that the whole record fits; nothing in it says by which it was written. */
  private void readBare(Event event) throws MalformedRecordException {
    MalformedRecordException first = null;
    for (AvroField root : roots) {
      try {
        read(event, 0, root);
        return;
      } catch (MalformedRecordException e) {
        first = first == null ? e : first;
        for (int column = 0; column < fields; column++) {
          event.setNull(column);
        }
      }
    }
    throw first;
  }

  private void read(Event event, int offset, AvroField root) throws MalformedRecordException {
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
