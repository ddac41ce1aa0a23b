package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.metric.VariantMeters;
import io.millrace.job.inference.timing.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Scores events in batches: each variant has a {@link VariantLane} of its own, and a batch that one
 * does not score goes on to the next. Thread-safe.
 */
public final class BatchScorer {
  private final BatchLimits limits;
  private final Pending pending = new Pending();
  private final Map<String, VariantLane> lanes = new LinkedHashMap<>();
  private final List<VariantLane> scoring = new ArrayList<>();

  /**
   * @param endpointName of the endpoint, for the log
   * @param meters of a variant
   */
  public BatchScorer(
      BatchLimits limits,
      VariantPlan plan,
      RetryPolicy retries,
      String endpointName,
      ModelEndpoint endpoint,
      Timers timers,
      Function<String, VariantMeters> meters) {
    this.limits = limits;
    FailureLog log = new FailureLog(endpointName, timers);
    Map<String, List<VariantLane>> chains = new HashMap<>();
    for (String variant : plan.all()) {
      List<VariantLane> chain = new ArrayList<>();
      chains.put(variant, chain);
      lanes.put(
          variant,
          new VariantLane(
              variant,
              limits,
              timers,
              retries,
              meters.apply(variant),
              log,
              batch -> new BatchCall(batch, chain, endpoint, timers, limits, pending)));
    }
    chains.forEach(
        (variant, chain) -> {
          chain.add(lanes.get(variant));
          plan.after(variant).forEach(next -> chain.add(lanes.get(next)));
        });
    plan.scoring().forEach(variant -> scoring.add(lanes.get(variant)));
  }

  /**
   * Whether another event should be given now. It is taken in any case; but then it waits here
   * longer than it would upstream.
   */
  public boolean hasRoom() {
    int room = 0;
    for (VariantLane lane : scoring) {
      room += limits.room(lane.slots());
    }
    return pending.count() < room;
  }

  /** Events that wait for their score. */
  public int pending() {
    return pending.count();
  }

  /**
   * Adds an event to the open batch of its variant.
   *
   * @param variant one of those that the plan routes to
   * @param line the event's line, from the start of the array; copied
   */
  public void submit(String variant, byte[] line, int length, ScoreCallback callback) {
    pending.enter();
    lanes.get(variant).submit(line, length, callback);
  }
}
