package io.millrace.job.inference.variant;

import io.millrace.record.VariantMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was measured of the variants since the last rows were taken. Thread-safe. */
public final class VariantMeasurements {
  private final String pipeline;
  private final double threshold;
  private final double tolerance;
  private final Map<VariantKey, VariantStats> stats = new HashMap<>();

  /**
   * @param threshold score from which on an event is acted upon
   * @param tolerance distance beyond which two scores disagree
   */
  public VariantMeasurements(String pipeline, double threshold, double tolerance) {
    this.pipeline = pipeline;
    this.threshold = threshold;
    this.tolerance = tolerance;
  }

  /**
   * An event went by, scored by a variant or by none.
   *
   * @param score NaN when it has none
   * @param degraded whether another variant should have scored it
   */
  public synchronized void event(
      VariantKey key, long timeMillis, double score, double latencyMillis, boolean degraded) {
    of(key).event(timeMillis, score, latencyMillis, degraded);
  }

  /** A shadow did not score an event. */
  public synchronized void failed(VariantKey key) {
    of(key).failed();
  }

  /** A shadow was not asked, being behind. */
  public synchronized void dropped(VariantKey key) {
    of(key).dropped();
  }

  /** A shadow scored an event for which a score was used. */
  public synchronized void compared(VariantKey key, double own, double used) {
    of(key).compared(own, used, threshold, tolerance);
  }

  /** Adds rows that were taken elsewhere. */
  public synchronized void add(VariantMetric row) {
    of(VariantKey.of(row.getVariant(), row.getModelVersion(), row.getRole())).add(row);
  }

  private VariantStats of(VariantKey key) {
    return stats.computeIfAbsent(key, unused -> new VariantStats());
  }

  /** Takes everything as rows, one for each variant, version and role; ordered by these. */
  public synchronized List<VariantMetric> take(Instant measuredAt) {
    List<VariantMetric> rows = new ArrayList<>();
    stats.forEach((key, value) -> rows.add(value.toRow(pipeline, measuredAt, key)));
    stats.clear();
    Comparator<String> nullsLast = Comparator.nullsLast(Comparator.naturalOrder());
    rows.sort(
        Comparator.comparing(VariantMetric::getRole)
            .reversed()
            .thenComparing(VariantMetric::getVariant, nullsLast)
            .thenComparing(VariantMetric::getModelVersion, nullsLast));
    return rows;
  }
}
