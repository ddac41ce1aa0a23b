package io.millrace.job.features;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The features of one key by their definition: every event is kept, and each window looked up among
 * all of them.
 */
final class NaiveFeatures {
  private final FeatureStep.Entity entity;
  private final Layout layout;
  private final long lateness;
  private final List<Event> seen = new ArrayList<>();
  private long newest = Long.MIN_VALUE;
  private long missingUpTo;

  /** Features of an entity whose aggregates are {@link NaiveAggregates}. */
  NaiveFeatures(FeatureStep.Entity entity, Layout layout, long lateness) {
    this.entity = entity;
    this.layout = layout;
    this.lateness = lateness;
  }

  /**
   * Takes in an event that arrives now.
   *
   * @param watermark {@link Long#MIN_VALUE} before the first
   * @return whether its windows are known
   */
  boolean arrive(Event event, long watermark) {
    long time = event.timeMillis();
    long reach = entity.longestWindow().toMillis() + entity.delay().toMillis();
    long retention = reach + lateness;
    boolean hasWatermark = watermark > Long.MIN_VALUE;
    if (hasWatermark && newest > Long.MIN_VALUE && newest + retention <= watermark) {
      seen.clear();
      newest = Long.MIN_VALUE;
    }
    if (newest == Long.MIN_VALUE) {
      missingUpTo = hasWatermark ? watermark - retention : Long.MIN_VALUE;
    }
    if (time > missingUpTo) {
      newest = Math.max(newest, time);
      if (hasWatermark) {
        missingUpTo = Math.max(missingUpTo, Math.min(newest, watermark) - retention);
      }
      seen.add(event);
    }
    return time - reach >= missingUpTo;
  }

  /** The features of an event that arrived last, in the entity's order; null where null. */
  Double[] of(Event event) {
    Map<Duration, List<Event>> windows = new HashMap<>();
    List<WindowFeature> features = entity.windowFeatures();
    Double[] values = new Double[features.size()];
    for (int i = 0; i < values.length; i++) {
      Duration length = features.get(i).window();
      values[i] =
          NaiveAggregates.named(layout.column(features.get(i).column()).name())
              .of(
                  windows.computeIfAbsent(length, key -> window(event, key)),
                  event,
                  length.toMillis());
    }
    return values;
  }

  private List<Event> window(Event event, Duration length) {
    long end = event.timeMillis() - entity.delay().toMillis();
    long start = end - length.toMillis();
    List<Event> window = new ArrayList<>();
    for (Event other : seen) {
      boolean inWindow = start < other.timeMillis() && other.timeMillis() <= end;
      boolean notAfter = !entity.delay().isZero() || compare(other, event) <= 0;
      if (inWindow && notAfter) {
        window.add(other);
      }
    }
    window.sort(NaiveFeatures::compare);
    return window;
  }

  /** By time, then by identity: numbers as numbers, else by UTF-8 bytes. */
  private static int compare(Event a, Event b) {
    if (a.timeMillis() != b.timeMillis()) {
      return Long.compare(a.timeMillis(), b.timeMillis());
    }
    return a.hasNumericId()
        ? new BigInteger(a.id()).compareTo(new BigInteger(b.id()))
        : Arrays.compareUnsigned(
            a.id().getBytes(StandardCharsets.UTF_8), b.id().getBytes(StandardCharsets.UTF_8));
  }
}
