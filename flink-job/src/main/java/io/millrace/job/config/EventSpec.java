package io.millrace.job.config;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
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
  private final List<Schema> former;

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
    this.former = List.of();
  }

  private EventSpec(EventSpec spec, List<Schema> former) {
    this.schema = spec.schema;
    this.format = spec.format;
    this.idColumn = spec.idColumn;
    this.timeColumn = spec.timeColumn;
    this.timePattern = spec.timePattern;
    this.timeZone = spec.timeZone;
    this.ordering = spec.ordering;
    this.maxAhead = spec.maxAhead;
    this.maxBytes = spec.maxBytes;
    this.former = List.copyOf(former);
  }

  /** The same, for a stream that may still have records of these schemas. */
  EventSpec withFormer(List<Schema> schemas) {
    return new EventSpec(this, schemas);
  }

  public Schema schema() {
    return schema;
  }

  /**
   * Schemas that records may also be of, in which some fields are absent; the one to try first
   * comes first.
   */
  public List<Schema> former() {
    return former;
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
