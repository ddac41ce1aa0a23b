package io.millrace.job.decode;

import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Column;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Reads the identity of an event: a field, or a hash of the record's bytes. */
interface EventIdentity {
  void identify(Event event) throws MalformedRecordException;

  static EventIdentity of(Pipeline pipeline) {
    if (pipeline.event().isContentHash()) {
      return new ContentHash(pipeline.eventIdColumn());
    }
    int id = pipeline.event().idColumn();
    Column column = pipeline.layout().column(id);
    boolean number = column.type() == ColumnType.INT || column.type() == ColumnType.LONG;
    return event -> {
      if (event.isNull(id)) {
        throw new MalformedRecordException(
            DeadLetterReason.MISSING_ID,
            "field " + column.name() + " identifies events, and is null");
      }
      if (number) {
        event.setId(event.getLong(id));
      } else {
        event.setId(event.getString(id));
      }
    };
  }

  /** The first 128 bits of the SHA-256 over the record's bytes, in hex. */
  final class ContentHash implements EventIdentity {
    private static final int BYTES = 16;
    private static final byte[] HEX =
        "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final int column;
    private final MessageDigest digest;

    ContentHash(int column) {
      this.column = column;
      try {
        this.digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    @Override
    public void identify(Event event) {
      byte[] hash = digest.digest(event.payload());
      byte[] hex = new byte[2 * BYTES];
      for (int i = 0; i < BYTES; i++) {
        hex[2 * i] = HEX[(hash[i] >> 4) & 0xF];
        hex[2 * i + 1] = HEX[hash[i] & 0xF];
      }
      String id = new String(hex, java.nio.charset.StandardCharsets.ISO_8859_1);
      event.setId(id);
      event.setObject(column, id);
    }
  }
}
