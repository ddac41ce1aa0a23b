package io.millrace.job.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.avro.Schema;

/** How a record becomes an event: schema, encoding, identity and time. */
public final class EventSpec {

  /** Encoding of a record. */
  public enum Format {
    /** Avro binary, bare or single-object. */
    AVRO,
    /** One JSON object. */
    JSON
  }

  private final Schema schema;
  private final Format format;
  private final int idColumn;
  private final int timeColumn;
  private final String timePattern;
  private final ZoneId timeZone;
  private final Duration ordering;
  private final Duration maxAhead;
  private final int maxBytes;

  EventSpec(
      Schema schema,
      Format format,
      int idColumn,
      int timeColumn,
      String timePattern,
      ZoneId timeZone,
      Duration ordering,
      Duration maxAhead,
      int maxBytes) {
    this.schema = schema;
    this.format = format;
    this.idColumn = idColumn;
    this.timeColumn = timeColumn;
    this.timePattern = timePattern;
    this.timeZone = timeZone;
    this.ordering = ordering;
    this.maxAhead = maxAhead;
    this.maxBytes = maxBytes;
  }

  public Schema schema() {
    return schema;
  }

  public Format format() {
    return format;
  }

  /** Column of the identity, or -1 when it is a hash of the record's bytes. */
  public int idColumn() {
    return idColumn;
  }

  /** True when the identity is a hash of the record's bytes. */
  public boolean isContentHash() {
    return idColumn < 0;
  }

  /** Column of the event time: a TIMESTAMP, a LONG of epoch milliseconds, or a STRING. */
  public int timeColumn() {
    return timeColumn;
  }

  /**
   * {@link java.time.format.DateTimeFormatter} pattern, when the event time is text; else ISO-8601.
   */
  public Optional<String> timePattern() {
    return Optional.ofNullable(timePattern);
  }

  /** Zone of an event time that names none. */
  public ZoneId timeZone() {
    return timeZone;
  }

  /** How long to wait for earlier events before computing features; zero: arrival order. */
  public Duration ordering() {
    return ordering;
  }

  /** How far ahead of its arrival an event's time may be. */
  public Duration maxAhead() {
    return maxAhead;
  }

  /** Longest record that is decoded, in bytes. */
  public int maxBytes() {
    return maxBytes;
  }
}
