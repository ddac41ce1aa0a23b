package io.millrace.cli.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;

/**
 * How long each completed checkpoint of a job took, from its trigger to its completion. Flink
 * remembers the last ten: it is to be asked more often than that.
 */
public final class CheckpointTimes {
  private final Map<Long, CompletedCheckpointStats> completed = new TreeMap<>();

  CheckpointTimes() {}

  void add(AccessExecutionGraph graph) {
    CheckpointStatsSnapshot stats = graph.getCheckpointStatsSnapshot();
    if (stats == null) {
      return;
    }
    for (AbstractCheckpointStats checkpoint : stats.getHistory().getCheckpoints()) {
      if (checkpoint instanceof CompletedCheckpointStats) {
        completed.put(checkpoint.getCheckpointId(), (CompletedCheckpointStats) checkpoint);
      }
    }
  }

  /** Of those that were triggered from an instant on and before another. */
  public List<Duration> between(Instant from, Instant until) {
    List<Duration> durations = new ArrayList<>();
    for (CompletedCheckpointStats checkpoint : completed.values()) {
      Instant trigger = Instant.ofEpochMilli(checkpoint.getTriggerTimestamp());
      if (!trigger.isBefore(from) && trigger.isBefore(until)) {
        durations.add(Duration.ofMillis(checkpoint.getEndToEndDuration()));
      }
    }
    return durations;
  }
}
