package io.millrace.job.features;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Event;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The features of one key by their definition: every event is kept, and each window looked up among
 * all of them.
 */
final class NaiveFeatures {
  private final FeatureStep.Entity entity;
  private final long lateness;
  private final Map<String, Function<Event, Double>> inputs;
  private final List<Event> seen = new ArrayList<>();
  private long newest = Long.MIN_VALUE;

  /**
   * Features of an entity.
   *
   * @param inputs what stands between the brackets of aggregates, as plain functions
   */
  NaiveFeatures(
      FeatureStep.Entity entity, long lateness, Map<String, Function<Event, Double>> inputs) {
    this.entity = entity;
    this.lateness = lateness;
    this.inputs = inputs;
  }

  /** The features of an event that arrives now, in the entity's order; null where null. */
  Double[] next(Event event) {
    newest = Math.max(newest, event.timeMillis());
    Double[] features = new Double[entity.windowFeatures().size()];
    seen.add(event);
    if (!isTooLate(event)) {
      for (int i = 0; i < features.length; i++) {
        features[i] = feature(event, entity.windowFeatures().get(i));
      }
    }
    return features;
  }

  boolean isTooLate(Event event) {
    return event.timeMillis() < newest - lateness;
  }

  private Double feature(Event event, WindowFeature feature) {
    long end = event.timeMillis() - entity.delay().toMillis();
    long start = end - feature.window().toMillis();
    List<Double> values = new ArrayList<>();
    for (Event other : seen) {
      boolean inWindow = start < other.timeMillis() && other.timeMillis() <= end;
      boolean notAfter = !entity.delay().isZero() || compare(other, event) <= 0;
      if (inWindow && notAfter) {
        values.add(inputs.get(argument(feature.text())).apply(other));
      }
    }
    values.removeIf(value -> value == null);
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    if (feature.aggregate().isCount()) {
      return (double) numbers.length;
    }
    return numbers.length == 0
        ? feature.defaultValue()
        : Double.valueOf(aggregate(feature.aggregate().name(), numbers));
  }

  /** {@code amount} of {@code mean(amount, default: 0)}. */
  private static String argument(String text) {
    return text.substring(text.indexOf('(') + 1, text.indexOf(')')).split(",")[0];
  }

  private static double aggregate(String name, double[] numbers) {
    return switch (name) {
      case "sum" -> DoubleStream.of(numbers).sum();
      case "mean" -> DoubleStream.of(numbers).average().orElseThrow();
      case "min" -> DoubleStream.of(numbers).min().orElseThrow();
      case "max" -> DoubleStream.of(numbers).max().orElseThrow();
      default -> throw new IllegalArgumentException(name);
    };
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
