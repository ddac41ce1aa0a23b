package io.millrace.job.features;

import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.FeatureStep.WindowFeature;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.job.features.state.StateSizes;
import io.millrace.job.features.tile.Contribution;
import io.millrace.job.features.tile.Contributions;
import io.millrace.job.features.tile.LayoutHistory;
import io.millrace.job.features.tile.Series;
import io.millrace.job.features.tile.TreeLayout;
import io.millrace.job.features.tile.WindowQuery;
import io.millrace.udf.aggregate.Accumulator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The rule of one entity: from a key's contributions and an event, the event's windowed features. A
 * window w at time t is (t - delay - w, t - delay]; without delay it ends with the event itself.
 *
 * <p>A feature is exact or null. Contributions are kept for the longest window, the delay and the
 * lateness, counted back from the key's highest time or from the watermark, whichever is earlier:
 * of parallel channels one can be far ahead of another, and its events must not make those of the
 * other late. Of a key without state, those older than that at the watermark may have been
 * forgotten. An event whose longest window reaches back to where contributions may be missing gets
 * null features, and is marked late.
 *
 * <p>What a former definition of the pipeline did not keep is unknown of the keys that it left. A
 * feature whose window or input reaches back to that is null, and the others are what they are.
 */
final class WindowFeatures {
  private final long delay;
  private final long reach;
  private final long retention;
  private final int approximateColumn;
  private final TreeLayout tree;
  private final Contribution row;
  private final WindowQuery query;
  private final Target[] targets;
  private long historySince = Long.MIN_VALUE;
  private long forgottenUpTo = Long.MIN_VALUE;

  /**
   * The rule of an entity.
   *
   * @param layout of the pipeline
   * @param sizes of the nodes of a key's tree
   */
  WindowFeatures(FeatureStep.Entity entity, Layout layout, long latenessMillis, StateSizes sizes) {
    this.delay = entity.delay().toMillis();
    this.reach = entity.longestWindow().toMillis() + delay;
    this.retention = reach + latenessMillis;
    this.approximateColumn = entity.approximateColumn();
    List<WindowFeature> features = entity.windowFeatures();
    long[] windows =
        features.stream().mapToLong(f -> f.window().toMillis()).distinct().sorted().toArray();
    List<Series> series = KeptLayout.series(entity);
    this.targets = new Target[features.size()];
    for (int i = 0; i < targets.length; i++) {
      WindowFeature feature = features.get(i);
      targets[i] =
          new Target(
              feature,
              layout.column(feature.column()).name(),
              Arrays.binarySearch(windows, feature.window().toMillis()),
              series.indexOf(new Series(feature.aggregate(), feature.input())));
    }
    this.tree =
        new TreeLayout(
            entity.inputs().size(), series, sizes.rootRows(), sizes.leafRows(), sizes.fanout());
    List<ToDoubleFunction<Event>> inputs = new ArrayList<>();
    entity.inputs().forEach(input -> inputs.add(input::valueOf));
    this.row = new Contribution(inputs);
    this.query = new WindowQuery(tree, windows);
  }

  /**
   * Says that history is known from a time on: of a key that it fills, contributions before are
   * missing.
   */
  void knowHistorySince(long time) {
    historySince = time;
  }

  /**
   * Says up to when contributions of keys without state may have been forgotten that a former
   * definition did not need, as {@link LayoutHistory#forgottenUpTo} has it.
   */
  void knowForgotten(long upTo) {
    forgottenUpTo = upTo;
  }

  /** How the contributions of a key are kept. */
  TreeLayout tree() {
    return tree;
  }

  /** How long contributions are kept, in milliseconds. */
  long retention() {
    return retention;
  }

  /**
   * Adds an event to its key's contributions, and fills its features unless it is history.
   *
   * @return how many features are null as a former definition did not keep what they need
   */
  int apply(Event event, Contributions contributions, long watermark) throws IOException {
    long time = event.timeMillis();
    long highest = Math.max(contributions.highestTime(), time);
    long missing = Math.max(missingUpTo(contributions, watermark), expired(highest, watermark));
    if (event.isHistory() && historySince != Long.MIN_VALUE) {
      missing = Math.max(missing, historySince - 1);
    }
    if (time > missing) {
      if (contributions.isEmpty() && forgottenUpTo > missing) {
        contributions.setRowsUnknownUpTo(forgottenUpTo);
      }
      contributions.forgetUpTo(missing);
      row.set(event);
      contributions.insert(row);
    }
    if (event.isHistory()) {
      return 0;
    }
    if (time - reach < missing) {
      event.setLate(true);
      return 0;
    }
    contributions.answer(query, time - delay, delay == 0 ? row : null);
    int notWhole = 0;
    for (Target target : targets) {
      if (contributions.isKnown() || isWhole(target.feature, contributions, time)) {
        fill(event, target);
      } else {
        notWhole++;
      }
    }
    return notWhole;
  }

  private boolean isWhole(WindowFeature feature, Contributions contributions, long time) {
    long start = time - delay - feature.window().toMillis();
    return start >= contributions.unknownUpTo(feature.input());
  }

  private long missingUpTo(Contributions contributions, long watermark) {
    return contributions.isEmpty() ? expired(watermark, watermark) : contributions.incompleteUpTo();
  }

  /** Up to when nothing is needed any more, or {@link Long#MIN_VALUE}. */
  private long expired(long highest, long watermark) {
    return watermark < Long.MIN_VALUE + retention
        ? Long.MIN_VALUE
        : Math.min(highest, watermark) - retention;
  }

  private void fill(Event event, Target target) {
    WindowFeature feature = target.feature;
    Accumulator accumulator = query.result(target.window, target.series);
    if (feature.aggregate().isCount()) {
      event.setLong(feature.column(), (long) finish(event, feature, accumulator));
    } else if (!accumulator.isEmpty()) {
      setReal(event, feature.column(), finish(event, feature, accumulator));
    } else if (feature.defaultValue() != null) {
      event.setDouble(feature.column(), feature.defaultValue());
    }
    if (approximateColumn >= 0 && accumulator.isApproximate()) {
      String others = event.getString(approximateColumn);
      event.setObject(approximateColumn, others == null ? target.name : others + ',' + target.name);
    }
  }

  private static double finish(Event event, WindowFeature feature, Accumulator accumulator) {
    return accumulator.finish(event.timeMillis(), feature.window().toMillis());
  }

  private static void setReal(Event event, int column, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      event.setNull(column);
    } else {
      event.setDouble(column, value);
    }
  }

  /** A feature, its column's name, and where the query has its answer. */
  private static final class Target {
    private final WindowFeature feature;
    private final String name;
    private final int window;
    private final int series;

    Target(WindowFeature feature, String name, int window, int series) {
      this.feature = feature;
      this.name = name;
      this.window = window;
      this.series = series;
    }
  }
}
