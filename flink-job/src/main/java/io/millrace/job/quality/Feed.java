package io.millrace.job.quality;

import io.millrace.job.config.QualityDrift;
import io.millrace.job.dqdl.Metric;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.udf.quality.Counts;
import io.millrace.udf.quality.Drift;
import io.millrace.udf.quality.Frequencies;
import io.millrace.udf.quality.Numbers;
import io.millrace.udf.quality.Pairs;
import io.millrace.udf.quality.Ranks;
import io.millrace.udf.quality.Statistic;
import io.millrace.udf.scalar.Hash;
import java.util.List;
import java.util.function.Supplier;

/**
 * A statistic of a window and what each event adds to it. Metrics of the same columns and events
 * share one. Belongs to one thread.
 */
final class Feed {

  private interface Update<S> {
    void accept(S statistic, Event event);
  }

  private final String key;
  private final int filter;
  private final Supplier<? extends Statistic> empty;
  private final Update<Statistic> update;

  @SuppressWarnings("unchecked") // The statistic that is updated is one that the supplier made.
  private <S extends Statistic> Feed(
      String key, int filter, Supplier<S> empty, Update<? super S> update) {
    this.key = key;
    this.filter = filter;
    this.empty = empty;
    this.update = (Update<Statistic>) (Update<?>) update;
  }

  /**
   * The statistic that a metric is computed from.
   *
   * @param where text of the metric's filter, empty without one
   */
  static Feed of(Metric metric, String where, Layout layout) {
    List<Integer> columns = metric.columns();
    EventValues values = new EventValues(layout, columns);
    int filter = metric.filter();
    String of = names(columns, layout) + (where.isEmpty() ? "" : " where " + where);
    switch (metric.kind()) {
      case ROW_COUNT:
        return new Feed("events" + of, filter, Counts::new, (counts, event) -> counts.update(true));
      case COMPLIANCE:
        long bit = 1L << metric.rowRule();
        return new Feed(
            "kept " + metric.key(),
            filter,
            Counts::new,
            (counts, event) -> counts.update((event.brokenRules() & bit) == 0));
      case COMPLETENESS:
        return new Feed(
            "present" + of,
            filter,
            Counts::new,
            (counts, event) -> counts.update(values.areAllPresent(event)));
      case COLUMN_CORRELATION:
        return new Feed("pairs" + of, filter, Pairs::new, pairs(values));
      case MINIMUM_LENGTH:
      case MAXIMUM_LENGTH:
        return new Feed("lengths" + of, filter, Numbers::new, lengths(values));
      case MEAN:
      case SUM:
      case STANDARD_DEVIATION:
      case MINIMUM:
      case MAXIMUM:
        return new Feed("numbers" + of, filter, Numbers::new, numbers(values));
      case UNIQUENESS:
      case UNIQUE_VALUE_RATIO:
      case DISTINCT_VALUES_COUNT:
      case ENTROPY:
        return new Feed("frequencies" + of, filter, Frequencies::new, frequencies(values));
      default:
        throw new IllegalArgumentException("no statistic is of " + metric.kind());
    }
  }

  /** Events that came late. */
  static Feed late() {
    return new Feed(
        "late", Metric.NONE, Counts::new, (counts, event) -> counts.update(event.isLate()));
  }

  /** Identities of the events. */
  static Feed identities() {
    return new Feed(
        "identities",
        Metric.NONE,
        Frequencies::new,
        (frequencies, event) ->
            frequencies.update(
                event.hasNumericId() ? Hash.of(event.idNumber()) : Hash.of(event.id())));
  }

  /** Seconds from the time of each event to its arrival. */
  static Feed lags() {
    return new Feed(
        "lags",
        Metric.NONE,
        Ranks::new,
        (ranks, event) ->
            ranks.update((event.origin().arrivalMillis() - event.timeMillis()) / 1000.0));
  }

  /** The order of the numbers of a column. */
  static Feed ranks(int column, Layout layout) {
    EventValues values = new EventValues(layout, List.of(column));
    return new Feed(
        "ranks" + names(List.of(column), layout),
        Metric.NONE,
        Ranks::new,
        (ranks, event) -> {
          if (values.isPresent(event)) {
            ranks.update(values.number(event, 0));
          }
        });
  }

  /** The values of an input or the score, over the bins of its baseline. */
  static Feed drift(QualityDrift drift, Layout layout) {
    EventValues values = new EventValues(layout, List.of(drift.column()));
    return new Feed(
        "drift" + names(List.of(drift.column()), layout) + ' ' + drift.baseline(),
        Metric.NONE,
        () -> new Drift(drift.baseline()),
        (statistic, event) -> {
          if (drift.isOf(event)) {
            statistic.update(values.isPresent(event) ? values.number(event, 0) : Double.NaN);
          }
        });
  }

  private static Update<Numbers> numbers(EventValues values) {
    return (numbers, event) -> {
      if (values.isPresent(event)) {
        numbers.update(values.number(event, 0));
      }
    };
  }

  private static Update<Numbers> lengths(EventValues values) {
    return (lengths, event) -> {
      if (values.isPresent(event)) {
        lengths.update(values.length(event));
      }
    };
  }

  private static Update<Pairs> pairs(EventValues values) {
    return (pairs, event) -> {
      if (values.areAllPresent(event)) {
        pairs.update(values.number(event, 0), values.number(event, 1));
      }
    };
  }

  /** As in Deequ, events that have none of the columns are no value. */
  private static Update<Frequencies> frequencies(EventValues values) {
    return (frequencies, event) -> {
      if (values.isAnyPresent(event)) {
        frequencies.update(values.hash(event));
      }
    };
  }

  private static String names(List<Integer> columns, Layout layout) {
    StringBuilder names = new StringBuilder();
    for (int column : columns) {
      names.append(' ').append(layout.column(column).name());
      names.append(' ').append(layout.column(column).type());
    }
    return names.toString();
  }

  /** What the statistic is of: the same for metrics that share it, also in another ruleset. */
  String key() {
    return key;
  }

  Statistic empty() {
    return empty.get();
  }

  /**
   * Adds an event.
   *
   * @param passed bit i says whether it passes the ruleset's i-th filter
   */
  void update(Statistic statistic, Event event, long passed) {
    if (filter == Metric.NONE || (passed & (1L << filter)) != 0) {
      update.accept(statistic, event);
    }
  }
}
