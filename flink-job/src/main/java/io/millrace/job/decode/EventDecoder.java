package io.millrace.job.decode;

import io.millrace.job.config.EventSpec;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.event.DeadLetterReason;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.event.RecordDecoder;
import java.util.function.LongUnaryOperator;

/**
 * The decoder of a pipeline: bytes to fields, identity and event time, or the reason why not. Built
 * again from the pipeline's files wherever it is sent; one instance serves one thread.
 */
public final class EventDecoder implements RecordDecoder {
  private static final long serialVersionUID = 1L;

  private final PipelineFiles files;
  private final boolean live;
  private transient Engine engine;

  private EventDecoder(PipelineFiles files, boolean live) {
    this.files = files;
    this.live = live;
  }

  /** For a live stream: an event further ahead of its arrival than max-ahead is refused. */
  public static EventDecoder forStream(PipelineFiles files) {
    return new EventDecoder(files, true);
  }

  /**
   * For replayed records, whose arrival says nothing of their time: an event from the year 2100 on
   * is refused.
   */
  public static EventDecoder forReplay(PipelineFiles files) {
    return new EventDecoder(files, false);
  }

  @Override
  public Decoded decode(byte[] payload, Origin origin) {
    return engine().decode(payload, origin);
  }

  @Override
  public EventDecoder duplicate() {
    return new EventDecoder(files, live);
  }

  /**
   * Decodes a record that was decoded before, on the other side of an exchange.
   *
   * @throws IllegalStateException when it does not decode; then the two sides differ in their
   *     schema
   */
  Event decodeAgain(byte[] payload, Origin origin) {
    return engine().decodeAgain(payload, origin);
  }

  private Engine engine() {
    if (engine == null) {
      engine = new Engine(Pipeline.of(files), live);
    }
    return engine;
  }

  private static final class Engine {
    private final int columns;
    private final int maxBytes;
    private final PayloadReader reader;
    private final EventIdentity identity;
    private final EventTime time;
    private final LongUnaryOperator latestTime;

    Engine(Pipeline pipeline, boolean live) {
      EventSpec spec = pipeline.event();
      this.columns = pipeline.layout().size();
      this.maxBytes = spec.maxBytes();
      this.reader =
          spec.format() == EventSpec.Format.AVRO
              ? new AvroReader(spec.schema(), spec.former(), pipeline.layout())
              : new JsonReader(spec.schema(), pipeline.layout(), spec.maxBytes());
      this.identity = EventIdentity.of(pipeline);
      this.time = EventTime.of(pipeline);
      long maxAhead = spec.maxAhead().toMillis();
      this.latestTime = live ? arrival -> arrival + maxAhead : arrival -> Times.LATEST_MILLIS - 1;
    }

    Decoded decode(byte[] payload, Origin origin) {
      if (payload.length > maxBytes) {
        return Decoded.failure(
            DeadLetterReason.OVERSIZED,
            "the record has " + payload.length + " bytes; event.max-bytes allows " + maxBytes);
      }
      Event event = new Event(payload, origin, columns);
      try {
        fill(event);
        checkTime(event, origin);
        return Decoded.event(event);
      } catch (MalformedRecordException e) {
        return Decoded.failure(e.reason(), e.getMessage());
      }
    }

    private void checkTime(Event event, Origin origin) throws MalformedRecordException {
      long millis = event.timeMillis();
      if (millis > latestTime.applyAsLong(origin.arrivalMillis())) {
        throw new MalformedRecordException(
            DeadLetterReason.TIME_AHEAD,
            "the event time lies further ahead than event.max-ahead (in a replayed file: than the"
                + " year 2100) allows");
      }
      if (millis < Times.EARLIEST_MILLIS) {
        throw new MalformedRecordException(
            DeadLetterReason.TIME_OUT_OF_RANGE, "the event time lies before the year 1900");
      }
    }

    Event decodeAgain(byte[] payload, Origin origin) {
      Event event = new Event(payload, origin, columns);
      try {
        fill(event);
        return event;
      } catch (MalformedRecordException e) {
        throw new IllegalStateException(
            "a record that was decoded before does not decode again: " + e.getMessage(), e);
      }
    }

    private void fill(Event event) throws MalformedRecordException {
      reader.read(event);
      identity.identify(event);
      time.read(event);
    }
  }
}
