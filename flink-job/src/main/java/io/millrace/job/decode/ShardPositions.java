package io.millrace.job.decode;

import io.millrace.job.event.Origin;
import io.millrace.job.event.StageCount;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Where in its shards or files a reader has read since it last told. Not thread-safe. */
final class ShardPositions {
  private final Map<String, Range> ranges = new HashMap<>();
  private Range current;

  /** A record was read; those of a shard come in their order. */
  void add(Origin origin) {
    if (current == null || !current.last.isSameShard(origin)) {
      current = ranges.computeIfAbsent(origin.shard(), none -> new Range(origin));
    }
    current.last = origin;
    current.records++;
  }

  /** Tells all positions, and forgets them. */
  void drainTo(Consumer<StageCount> consumer) {
    ranges.forEach(
        (shard, range) ->
            consumer.accept(
                StageCount.position(
                    shard, range.first.sequence(), range.last.sequence(), range.records)));
    ranges.clear();
    current = null;
  }

  private static final class Range {
    private final Origin first;
    private Origin last;
    private long records;

    Range(Origin first) {
      this.first = first;
      this.last = first;
    }
  }
}
