package io.millrace.job.features;

import io.millrace.job.config.AggregateInput;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Event;
import io.millrace.udf.aggregate.Accumulator;
import io.millrace.udf.aggregate.WindowAggregate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rule of one entity: from a key's contributions and an event, the event's windowed features. A
 * window w at time t is (t - delay - w, t - delay]; without delay it ends with the event itself.
 *
 * <p>Windows that share an aggregate and its input end together, so one pass backwards over the
 * longest answers all of them.
 */
final class WindowFeatures {
  private final long delay;
  private final long lateness;
  private final long retention;
  private final List<AggregateInput> inputs;
  private final List<Series> series = new ArrayList<>();

  WindowFeatures(FeatureStep.Entity entity, long latenessMillis) {
    this.delay = entity.delay().toMillis();
    this.lateness = latenessMillis;
    this.retention = entity.longestWindow().toMillis() + delay + lateness;
    this.inputs = entity.inputs();
    if (inputs.size() > Contributions.MOST_INPUTS) {
      throw new IllegalArgumentException(
          "an entity's aggregates have " + inputs.size() + " distinct inputs, more than 64");
    }
    for (WindowFeature feature : entity.windowFeatures()) {
      seriesOf(feature).features.add(feature);
    }
    for (Series one : series) {
      one.features.sort(Comparator.comparing(WindowFeature::window));
    }
  }

  private Series seriesOf(WindowFeature feature) {
    for (Series one : series) {
      if (one.aggregate.equals(feature.aggregate()) && one.input == feature.input()) {
        return one;
      }
    }
    Series created = new Series(feature.aggregate(), feature.input());
    series.add(created);
    return created;
  }

  /** How long after a key's highest time its contributions count, in milliseconds. */
  long retention() {
    return retention;
  }

  /**
   * Adds an event to its key's contributions and fills its features. An event so late that parts of
   * its windows are forgotten keeps null features, and is marked late.
   */
  void apply(Event event, Contributions contributions) {
    long time = event.timeMillis();
    long newest = Math.max(contributions.highestTime(), time);
    contributions.dropUpTo(newest - retention);
    boolean kept = time > newest - retention;
    int own = kept ? insert(event, contributions) : -1;
    if (time < newest - lateness) {
      event.setLate(true);
      return;
    }
    int end = delay == 0 ? own + 1 : contributions.upperBound(time - delay);
    for (Series one : series) {
      fill(event, contributions, one, time - delay, end);
    }
  }

  private int insert(Event event, Contributions contributions) {
    int index = contributions.insert(event);
    for (int i = 0; i < inputs.size(); i++) {
      double value = inputs.get(i).valueOf(event);
      if (!Double.isNaN(value)) {
        contributions.setInput(index, i, value);
      }
    }
    return index;
  }

  private void fill(Event event, Contributions from, Series one, long windowEnd, int end) {
    Accumulator accumulator = one.accumulator;
    accumulator.clear();
    int next = end - 1;
    for (WindowFeature feature : one.features) {
      int start = from.upperBound(windowEnd - feature.window().toMillis());
      for (; next >= start; next--) {
        if (one.input < 0) {
          accumulator.update(from.time(next), 1);
        } else if (from.hasInput(next, one.input)) {
          accumulator.update(from.time(next), from.input(next, one.input));
        }
      }
      set(event, feature, accumulator);
    }
  }

  private static void set(Event event, WindowFeature feature, Accumulator accumulator) {
    long asOf = event.timeMillis();
    long length = feature.window().toMillis();
    if (feature.aggregate().isCount()) {
      event.setLong(feature.column(), (long) accumulator.finish(asOf, length));
    } else if (!accumulator.isEmpty()) {
      double value = accumulator.finish(asOf, length);
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        event.setNull(feature.column());
      } else {
        event.setDouble(feature.column(), value);
      }
    } else if (feature.defaultValue() != null) {
      event.setDouble(feature.column(), feature.defaultValue());
    }
  }

  /** Windows of different lengths over one aggregate of one input, shortest first. */
  private static final class Series {
    final WindowAggregate aggregate;
    final int input;
    final Accumulator accumulator;
    final List<WindowFeature> features = new ArrayList<>();

    Series(WindowAggregate aggregate, int input) {
      this.aggregate = aggregate;
      this.input = input;
      this.accumulator = aggregate.prepare();
    }
  }
}
