package io.millrace.job.source;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The watermark of the shards that one reader has: the lowest of theirs, each kept by itself, so
 * that unequal backlogs, a reshard or a silent shard make no event come behind the watermark.
 *
 * <p>A shard holds the watermark at its highest event time less {@code ordering} and one
 * millisecond, or altogether while it has none, until it is
 *
 * <ul>
 *   <li>silent: read to its tip, and without an event for the idle interval. A shard that has a
 *       backlog is never silent, however long a read takes; one that delivers only dead letters is.
 *   <li>ended: closed by a reshard and read to its end, and since then every reader has had the
 *       time to find the children (see {@link #discovered}).
 * </ul>
 *
 * <p>All times are milliseconds; {@code now} is processing time. Not thread-safe.
 */
final class ShardWatermarks {
  private final long ordering;
  private final long idleInterval;
  private final long discoveryInterval;
  private final Map<String, Shard> shards = new HashMap<>();

  ShardWatermarks(long ordering, long idleInterval, long discoveryInterval) {
    this.ordering = ordering;
    this.idleInterval = idleInterval;
    this.discoveryInterval = discoveryInterval;
  }

  /** The shard of this id; from the first call on, it holds the watermark. */
  Shard shard(String id, long now) {
    return shards.computeIfAbsent(id, unknown -> new Shard(now));
  }

  /**
   * Takes note that this reader has a list of the stream's shards, and that the new ones among them
   * that it is to read hold the watermark already. The other readers list the shards once in a
   * discovery interval. So when a list was asked for two such intervals after a shard ended, they
   * have known its children for one at least, and it need not hold the watermark for them longer.
   */
  void discovered(long askedAt) {
    shards
        .values()
        .removeIf(shard -> shard.ended && askedAt >= shard.since + 2 * discoveryInterval);
  }

  /** Lets go of a shard that is not read after all. */
  void forget(String id) {
    shards.remove(id);
  }

  /**
   * The watermark of all shards: {@link Long#MIN_VALUE} as long as one that holds it has no event;
   * empty when no shard holds it.
   */
  OptionalLong watermark(long now) {
    long lowest = Long.MAX_VALUE;
    boolean held = false;
    for (Shard shard : shards.values()) {
      if (shard.holds(now)) {
        held = true;
        lowest = Math.min(lowest, shard.watermark());
      }
    }
    return held ? OptionalLong.of(lowest) : OptionalLong.empty();
  }

  /** One shard's share. */
  final class Shard {
    private long highest = Long.MIN_VALUE;

    /** Last event, or what else the shard's silence or end is counted from. */
    private long since;

    private boolean atTip;
    private boolean wasAtTip;
    private boolean ended;

    private Shard(long now) {
      this.since = now;
    }

    /** An event was handed on. Dead letters are none. */
    void event(long eventTime, long now) {
      highest = Math.max(highest, eventTime);
      since = now;
    }

    /** A read came back, and all of its records were handed on. */
    void read(boolean reachedTip, long now) {
      // Later on, a shard that fell behind and brought no event all the way is silent still.
      if (reachedTip && !wasAtTip) {
        wasAtTip = true;
        since = now;
      }
      atTip = reachedTip;
    }

    /** The shard is closed, and its last record was handed on. */
    void end(long now) {
      if (!ended) {
        ended = true;
        since = now;
      }
    }

    private boolean holds(long now) {
      return ended || !atTip || now - since < idleInterval;
    }

    private long watermark() {
      return highest == Long.MIN_VALUE ? Long.MIN_VALUE : highest - ordering - 1;
    }
  }
}
