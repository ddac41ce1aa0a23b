package io.millrace.cli.send;

import io.millrace.cli.UserException;
import io.millrace.cli.workload.PayloadSpec;
import io.millrace.cli.workload.RateCurve;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.config.Pipelines;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Event;
import io.millrace.job.event.RawEvent;
import io.millrace.job.features.EntityKey;
import io.millrace.job.source.RecordFiles;
import io.millrace.job.source.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Events that were recorded, as they are and in their order, and when each should leave: as far
 * apart as their times, or so many times nearer. Times that go back are taken for those before
 * them. Immutable.
 */
final class Recording {
  /** Held in memory, so that reading never delays an event. */
  private static final long MOST_BYTES = 512L << 20;

  /** Times are kept to the second, or to this part of the whole. */
  private static final int PARTS = 100_000;

  private final List<Sent> events;
  private final long[] times;

  private static final class Sent {
    final byte[] payload;
    final String key;
    final String id;

    Sent(byte[] payload, String key, String id) {
      this.payload = payload;
      this.key = key;
      this.id = id;
    }
  }

  private Recording(List<Sent> events, long[] times) {
    this.events = events;
    this.times = times;
  }

  /**
   * Reads a file.
   *
   * @throws UserException when it is not there, holds no event, or too much
   */
  static Recording read(PayloadSpec.Recorded recorded) throws IOException {
    Path path = recorded.file();
    if (!Files.isRegularFile(path) || RecordFiles.formatOf(path.toString()).isEmpty()) {
      throw new UserException(
          "payload.recorded: expected a record file, "
              + RecordFiles.endings()
              + ", got "
              + path
              + (Files.exists(path) ? "" : ", which is not there"));
    }
    PipelineFiles files =
        Pipelines.open(recorded.pipeline())
            .withFormat(RecordFiles.formatOf(path.toString()).orElseThrow());
    Pipeline pipeline = Pipeline.of(files);
    EntityKey key = EntityKey.of(files, pipeline.firstEntity());
    List<Sent> events = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    long bytes = 0;
    try (RecordedEvents records =
        RecordedEvents.open(
            new org.apache.flink.core.fs.Path(path.toUri()),
            pipeline.event().schema(),
            EventDecoder.forReplay(files))) {
      for (RawEvent record = records.next(); record != null; record = records.next()) {
        long before = times.isEmpty() ? Long.MIN_VALUE : times.get(times.size() - 1);
        Event event = record.decoded().isEvent() ? record.decoded().event() : null;
        String number = Integer.toString(events.size());
        events.add(
            new Sent(
                record.payload(),
                event == null ? number : key.getKey(event).replace("\u0000", ""),
                event == null ? null : event.id()));
        times.add(event == null ? before : Math.max(before, event.timeMillis()));
        bytes += record.payload().length;
        if (bytes > MOST_BYTES) {
          throw new UserException(
              "payload.recorded: " + path + " holds more than 512 MiB of records; send a part");
        }
      }
    }
    long[] moments = times.stream().mapToLong(time -> time).toArray();
    long first = 0;
    for (long moment : moments) {
      if (moment != Long.MIN_VALUE) {
        first = moment;
        break;
      }
    }
    for (int i = 0; i < moments.length; i++) {
      moments[i] = Math.max(0, moments[i] == Long.MIN_VALUE ? 0 : moments[i] - first);
    }
    if (events.isEmpty()) {
      throw new UserException("payload.recorded: " + path + " holds no record");
    }
    return new Recording(events, moments);
  }

  /**
   * When its events leave.
   *
   * @param speed how many times faster than they were recorded; infinite: all are due at once
   */
  RateCurve curve(double speed) {
    if (Double.isInfinite(speed)) {
      double rate = (double) events.size() * TimeUnit.SECONDS.toMicros(1);
      return new RateCurve.Builder().line(rate, rate, TimeUnit.MICROSECONDS.toNanos(1)).build();
    }
    long length = times[times.length - 1] + 1;
    long part = Math.max(1_000, (length + PARTS - 1) / PARTS);
    RateCurve.Builder curve = new RateCurve.Builder();
    int event = 0;
    long empty = 0;
    for (long end = part; event < times.length; end += part) {
      int count = 0;
      for (; event < times.length && times[event] < end; event++) {
        count++;
      }
      if (count == 0) {
        empty += part;
        continue;
      }
      curve.line(0, 0, nanos(empty, speed));
      empty = 0;
      long nanos = Math.max(1, nanos(part, speed));
      double rate = (double) count / nanos * TimeUnit.SECONDS.toNanos(1);
      curve.line(rate, rate, nanos);
    }
    return curve.build();
  }

  private static long nanos(long millis, double speed) {
    return Math.round(TimeUnit.MILLISECONDS.toNanos(millis) / speed);
  }

  /** The share of one worker: every so-many-th event, beginning with its own. */
  Payloads of(int worker, int workers) {
    return new Payloads() {
      private int next = worker;

      @Override
      public Outgoing next(long timeMillis, long intendedNanos, boolean measured) {
        // A warm-up sends events twice; a run that ends sooner leaves the last ones out.
        Sent event = events.get(next % events.size());
        next += workers;
        return new Outgoing(event.payload, event.key, event.id, null, intendedNanos, measured);
      }
    };
  }
}
