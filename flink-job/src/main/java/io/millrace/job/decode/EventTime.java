package io.millrace.job.decode;

import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.ColumnType;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/**
 * Reads the event time from its field, and writes it to the event_time column where there is one.
 */
final class EventTime {
  private final int source;
  private final String sourceName;
  private final ColumnType type;
  private final int target;
  private final DateTimeFormatter formatter;

  private String lastText;
  private long lastMicros;

  private EventTime(
      int source, String sourceName, ColumnType type, int target, DateTimeFormatter formatter) {
    this.source = source;
    this.sourceName = sourceName;
    this.type = type;
    this.target = target;
    this.formatter = formatter;
  }

  static EventTime of(Pipeline pipeline) {
    EventSpec spec = pipeline.event();
    int source = spec.timeColumn();
    ZoneId zone = spec.timeZone();
    DateTimeFormatter formatter =
        spec.timePattern()
            .map(EventTime::strictly)
            .orElse(DateTimeFormatter.ISO_DATE_TIME)
            .withZone(zone);
    return new EventTime(
        source,
        pipeline.layout().column(source).name(),
        pipeline.layout().column(source).type(),
        pipeline.eventTimeColumn(),
        formatter);
  }

  /**
   * A formatter that takes no 30 February for the 29th. Strictness asks for an era beside the
   * {@code yyyy} that everyone writes.
   */
  private static DateTimeFormatter strictly(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  void read(Event event) throws MalformedRecordException {
    if (event.isNull(source)) {
      throw new MalformedRecordException(
          DeadLetterReason.MISSING_TIME, "field " + sourceName + " is the event time, and is null");
    }
    long micros;
    switch (type) {
      case TIMESTAMP:
        micros = event.getLong(source);
        break;
      case STRING:
        micros = parse(event.getString(source));
        break;
      default:
        micros = Times.millisToMicros(event.getLong(source));
    }
    event.setTimeMillis(Math.floorDiv(micros, 1000L));
    if (target >= 0) {
      event.setLong(target, micros);
    }
  }

  /** Streams are full of runs of one time; the last text's answer is kept. */
  private long parse(String text) throws MalformedRecordException {
    if (!text.equals(lastText)) {
      try {
        TemporalAccessor parsed = formatter.parse(text);
        Instant instant = Instant.from(parsed);
        lastMicros =
            Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.get(ChronoField.MICRO_OF_SECOND));
        lastText = text;
      } catch (DateTimeException | ArithmeticException e) {
        throw new MalformedRecordException(
            DeadLetterReason.BAD_TIME,
            "field " + sourceName + " is the event time, and does not follow event.time's pattern");
      }
    }
    return lastMicros;
  }
}
