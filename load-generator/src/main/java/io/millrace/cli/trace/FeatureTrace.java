package io.millrace.cli.trace;

import io.millrace.job.anomaly.KeyScores;
import io.millrace.job.config.FeatureStep;
import io.millrace.job.config.Pipeline;
import io.millrace.job.event.Event;
import io.millrace.job.event.Origin;
import io.millrace.job.features.RowFeatures;
import java.io.IOException;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Computes the features of a row again, step after step, from the rows of the lake that were there
 * before it.
 *
 * <p>Which were there is known of events that came in order. Of late ones, those that came first
 * were there first: the job took them in the order of their arrival. Where the row stood among them
 * depends on when a watermark passed, which nobody noted. So it is looked for: the number of late
 * events with which all features of the entity come out as they stand in the row.
 */
final class FeatureTrace {
  /** Arrival as far as it is known: rows of one file or shard are in the order of their numbers. */
  private static final Comparator<Event> ARRIVAL =
      Comparator.comparingLong((Event event) -> event.origin().arrivalMillis())
          .thenComparing(event -> event.origin().shard())
          .thenComparing(event -> new BigInteger(event.origin().sequence()));

  private final Pipeline pipeline;
  private final LakeRows lake;
  private final RowFeatures features;
  private final Map<Object, Map<String, Event>> scored = new HashMap<>();

  FeatureTrace(Pipeline pipeline, LakeRows lake) {
    this.pipeline = pipeline;
    this.lake = lake;
    this.features = new RowFeatures(pipeline);
  }

  /**
   * What the features come to.
   *
   * @param row as the lake holds it
   * @param fields the same event with its fields alone; its other columns are filled
   */
  List<Step> compute(Event row, Event fields) throws SQLException, IOException {
    List<Step> steps = new ArrayList<>();
    for (FeatureStep step : pipeline.features()) {
      List<Event> contributing = List.of();
      if (step instanceof FeatureStep.Derive) {
        features.derive((FeatureStep.Derive) step, fields);
      } else if (!row.isNull(FeatureStep.entityColumn(step))) {
        contributing =
            step instanceof FeatureStep.Entity
                ? windows((FeatureStep.Entity) step, row, fields)
                : scores((FeatureStep.Anomalies) step, row, fields);
      }
      steps.add(new Step(step, contributing));
    }
    return steps;
  }

  /** Fills the windowed features, and returns the events that were there before. */
  private List<Event> windows(FeatureStep.Entity step, Event row, Event fields)
      throws SQLException, IOException {
    if (isNotComputed(step, row)) {
      return List.of(); // too late: the job let go of what its windows would have held
    }
    List<Event> before = new ArrayList<>();
    List<Event> late = new ArrayList<>();
    boolean byArrival = pipeline.event().ordering().isZero();
    for (Event other : lake.ofEntity(step, row)) {
      if (isSame(other.origin(), row.origin())) {
        continue;
      }
      if (byArrival) {
        if (ARRIVAL.compare(other, row) < 0) {
          before.add(other);
        }
      } else {
        (other.isLate() ? late : before).add(other);
      }
    }
    late.sort(ARRIVAL);
    Event attempt = fields;
    for (int there = late.size(); there >= 0; there--) {
      List<Event> all = new ArrayList<>(before);
      all.addAll(late.subList(0, there));
      attempt = fields.copy();
      features.compute(step, attempt, all);
      if (isAsInRow(step, row, attempt)) {
        take(step, attempt, fields);
        return all;
      }
    }
    // None fits: what follows from all events that came in order is shown beside the row's values.
    take(step, attempt, fields);
    return before;
  }

  /** A count that was computed is never null. */
  private static boolean isNotComputed(FeatureStep.Entity step, Event row) {
    return row.isLate()
        && step.windowFeatures().stream().allMatch(feature -> row.isNull(feature.column()));
  }

  private boolean isAsInRow(FeatureStep.Entity step, Event row, Event computed) {
    return step.windowFeatures().stream()
        .allMatch(feature -> Values.isEqual(pipeline, feature.column(), row, computed));
  }

  private void take(FeatureStep.Entity step, Event from, Event into) {
    step.windowFeatures().forEach(feature -> Values.copy(pipeline, feature.column(), from, into));
    if (step.approximateColumn() >= 0) {
      Values.copy(pipeline, step.approximateColumn(), from, into);
    }
  }

  /** Fills the scores, and returns the events of the series up to the row. */
  private List<Event> scores(FeatureStep.Anomalies step, Event row, Event fields)
      throws SQLException {
    Object key =
        pipeline.features().indexOf(step) + " " + Values.text(pipeline, step.entityColumn(), row);
    Map<String, Event> series = scored.get(key);
    if (series == null) {
      series = series(step, row);
      scored.put(key, series);
    }
    Event again = series.get(place(row.origin()));
    for (FeatureStep.DerivedColumn score : step.scores()) {
      Values.copy(pipeline, score.column(), again, fields);
    }
    return series.values().stream()
        .filter(other -> ARRIVAL.compare(other, row) < 0)
        .sorted(ARRIVAL)
        .collect(Collectors.toList());
  }

  private Map<String, Event> series(FeatureStep.Anomalies step, Event row) throws SQLException {
    List<Event> all = lake.ofEntity(step, row);
    all.sort(
        pipeline.event().ordering().isZero()
            ? ARRIVAL
            : Comparator.comparingLong(Event::timeMillis).thenComparing(ARRIVAL));
    KeyScores scores = new KeyScores(step);
    Map<String, Event> byPlace = new HashMap<>();
    for (Event event : all) {
      scores.score(event);
      byPlace.put(place(event.origin()), event);
    }
    return byPlace;
  }

  private static String place(Origin origin) {
    return origin.stream() + '/' + origin.shard() + '#' + origin.sequence();
  }

  private static boolean isSame(Origin one, Origin other) {
    return one.isSameShard(other) && one.sequence().equals(other.sequence());
  }

  /** A step of the pipeline and the events that it looked back on. */
  static final class Step {
    private final FeatureStep step;
    private final List<Event> before;

    Step(FeatureStep step, List<Event> before) {
      this.step = step;
      this.before = before;
    }

    FeatureStep step() {
      return step;
    }

    /** In no order; empty of a step that looks at the row alone. */
    List<Event> before() {
      return before;
    }

    /** Those that a windowed feature took. */
    List<Event> contributing(FeatureStep.WindowFeature feature, Event row) {
      return before.stream()
          .filter(other -> RowFeatures.contributes((FeatureStep.Entity) step, feature, row, other))
          .sorted(Comparator.comparingLong(Event::timeMillis).thenComparing(ARRIVAL))
          .collect(Collectors.toList());
    }
  }
}
