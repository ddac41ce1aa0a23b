package io.millrace.job.decode;

import io.millrace.job.event.Origin;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides which events are late: those whose time lies before the highest time of their shard so
 * far, less the pipeline's ordering. Depends on nothing but the shard's records in their order, so
 * neither parallelism nor timing changes the answer.
 */
final class ShardOrder {
  private final long ordering;
  private final Map<String, Shard> shards = new HashMap<>();
  private Shard last;
  private Origin lastOrigin;

  ShardOrder(long orderingMillis) {
    this.ordering = orderingMillis;
  }

  /** Takes up what was known of a shard; of two answers the later one holds. */
  void restore(String shard, long highest) {
    Shard known = shards.computeIfAbsent(shard, Shard::new);
    known.highest = Math.max(known.highest, highest);
  }

  boolean isLate(Origin origin, long time) {
    if (lastOrigin == null || !origin.isSameShard(lastOrigin)) {
      last = shards.computeIfAbsent(origin.stream() + '/' + origin.shard(), Shard::new);
      lastOrigin = origin;
    }
    last.active = true;
    if (time > last.highest) {
      last.highest = time;
      return false;
    }
    return time < last.highest - ordering;
  }

  Collection<Shard> shards() {
    return shards.values();
  }

  /** A shard and the highest event time read from it. */
  static final class Shard {
    private final String name;
    private long highest = Long.MIN_VALUE;
    private boolean active;

    private Shard(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    long highest() {
      return highest;
    }

    /** Whether a record of it was read here, since the start or the last restore. */
    boolean isActive() {
      return active;
    }
  }
}
