package io.millrace.cli.redrive;

import dev.failsafe.RateLimiter;
import io.millrace.cli.UserException;
import io.millrace.cli.send.AwsAccess;
import io.millrace.cli.send.Deliveries;
import io.millrace.cli.send.Failure;
import io.millrace.cli.send.KinesisTarget;
import io.millrace.cli.send.Outgoing;
import io.millrace.job.config.Pipeline;
import io.millrace.job.config.PipelineFiles;
import io.millrace.job.decode.EventDecoder;
import io.millrace.job.event.Decoded;
import io.millrace.job.event.Origin;
import io.millrace.job.features.EntityKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Sends records to Kinesis, those of an entity in their order. Knows afterwards which of them the
 * stream has, and which it has not; of the others nobody knows.
 */
final class RedriveStream {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String stream;
  private final AwsAccess access;
  private final EventDecoder decoder;
  private final EntityKey entity;
  private final RateLimiter<Object> rate;

  /**
   * @param perSecond most records a second; 0: as fast as the stream takes them
   */
  RedriveStream(String stream, AwsAccess access, PipelineFiles files, double perSecond) {
    this.stream = stream;
    this.access = access;
    this.decoder = EventDecoder.forReplay(files);
    this.entity = EntityKey.of(files, Pipeline.of(files).firstEntity());
    this.rate =
        perSecond == 0
            ? null
            : RateLimiter.smoothBuilder(Duration.ofNanos((long) (1e9 / perSecond))).build();
  }

  /** What comes before the first record. */
  interface Step {
    void run() throws SQLException;
  }

  /** What became of records. */
  static final class Outcome implements Deliveries {
    final Collection<String> sent = new ConcurrentLinkedQueue<>();
    final Collection<String> refused = new ConcurrentLinkedQueue<>();
    final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private volatile UserException aborted;

    @Override
    public void delivered(Outgoing event, String shard, String sequence) {
      sent.add(event.id());
    }

    /** One that was not answered may be in the stream. */
    @Override
    public void failed(Outgoing event, Failure failure) {
      failures.merge(failure.kind(), 1, Integer::sum);
      if (!failure.kind().equals(Failure.UNANSWERED)) {
        refused.add(event.id());
      }
    }

    @Override
    public void throttled(Outgoing event, String shard) {
      // It is sent again.
    }

    @Override
    public void retried(Outgoing event) {
      // Nothing is decided yet.
    }

    @Override
    public void abort(UserException why) {
      aborted = why;
    }
  }

  /**
   * Connects, sends records and waits for what becomes of them.
   *
   * @param connected runs before the first is sent, not at all where there is no such stream
   */
  Outcome send(List<RefusedRecord> records, Step connected) throws Exception {
    Outcome outcome = new Outcome();
    try (KinesisTarget target = new KinesisTarget(stream, access)) {
      target.open();
      target.deliverTo(outcome);
      connected.run();
      for (RefusedRecord record : records) {
        if (outcome.aborted != null) {
          break;
        }
        if (rate != null) {
          rate.acquirePermit();
        }
        target.awaitRoom();
        target.send(new Outgoing(record.payload, key(record), record.key, null, 0, false));
      }
      target.drain(outcome.aborted == null ? PATIENCE.toNanos() : 0);
    }
    if (outcome.aborted != null) {
      List<String> left = new ArrayList<>();
      records.forEach(record -> left.add(record.key));
      left.removeAll(outcome.sent);
      outcome.failures.put(outcome.aborted.getMessage(), left.size());
    }
    return outcome;
  }

  /** The entity's, as senders key their records; of one that still cannot be decoded, its place. */
  private String key(RefusedRecord record) {
    Decoded decoded = decoder.decode(record.payload, Origin.ofFile("", record.place, 0, 0));
    String key = decoded.isEvent() ? entity.getKey(decoded.event()) : record.place;
    return key.isEmpty() ? record.place : key.substring(0, Math.min(256, key.length()));
  }

  @Override
  public String toString() {
    return "stream " + stream + ' ' + access;
  }
}
