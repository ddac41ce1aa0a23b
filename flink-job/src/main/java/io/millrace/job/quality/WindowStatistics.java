package io.millrace.job.quality;

import io.millrace.job.config.QualityMeasure;
import io.millrace.job.config.QualitySpec;
import io.millrace.job.dqdl.EventFilter;
import io.millrace.job.dqdl.Metric;
import io.millrace.job.event.Event;
import io.millrace.job.event.Layout;
import io.millrace.udf.quality.Counts;
import io.millrace.udf.quality.Drift;
import io.millrace.udf.quality.Estimate;
import io.millrace.udf.quality.Frequencies;
import io.millrace.udf.quality.Numbers;
import io.millrace.udf.quality.Pairs;
import io.millrace.udf.quality.Ranks;
import io.millrace.udf.quality.Statistic;
import io.millrace.udf.scalar.Hash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statistics of a window: those that the metrics of the ruleset, and the further measures of
 * the pipeline, are computed from. Metrics come first, then measures, by one index. Belongs to one
 * thread.
 */
final class WindowStatistics {
  private static final int NO_FEED = -1;

  private final EventFilter[] filters;
  private final Metric[] metrics;
  private final QualityMeasure[] measures;
  private final Feed[] feeds;

  /** Feed of each metric and measure. */
  private final int[] feedOf;

  private final String[] keys;
  private final String hash;

  WindowStatistics(QualitySpec quality, Layout layout) {
    this.filters = quality.ruleset().filters().toArray(new EventFilter[0]);
    this.metrics = quality.ruleset().metrics().toArray(new Metric[0]);
    this.measures = quality.measures().toArray(new QualityMeasure[0]);
    this.feedOf = new int[metrics.length + measures.length];
    Map<String, Integer> positions = new LinkedHashMap<>();
    List<Feed> all = new ArrayList<>();
    for (int i = 0; i < feedOf.length; i++) {
      Feed feed = feed(i, layout);
      feedOf[i] = feed == null ? NO_FEED : position(feed, positions, all);
    }
    this.feeds = all.toArray(new Feed[0]);
    this.keys = positions.keySet().toArray(new String[0]);
    this.hash = String.format("%016x", Hash.of(String.join("\n", keys)));
  }

  private static int position(Feed feed, Map<String, Integer> positions, List<Feed> all) {
    Integer known = positions.putIfAbsent(feed.key(), all.size());
    if (known == null) {
      all.add(feed);
      return all.size() - 1;
    }
    return known;
  }

  private Feed feed(int i, Layout layout) {
    if (i < metrics.length) {
      Metric metric = metrics[i];
      String where = metric.filter() == Metric.NONE ? "" : filters[metric.filter()].text();
      return metric.kind() == Metric.Kind.CONSTANT ? null : Feed.of(metric, where, layout);
    }
    QualityMeasure measure = measures[i - metrics.length];
    switch (measure.kind()) {
      case LATE_EVENTS:
        return Feed.late();
      case DUPLICATES:
        return Feed.identities();
      case ARRIVAL_LAG:
        return Feed.lags();
      case POPULATION_STABILITY:
      case JENSEN_SHANNON:
        return Feed.drift(measure.drift(), layout);
      default:
        return Feed.ranks(measure.column(), layout);
    }
  }

  /** Differs when states written as one set of statistics mean nothing as another. */
  String hash() {
    return hash;
  }

  /** What each statistic is of: the same for one that another ruleset has, too. */
  String[] keys() {
    return keys;
  }

  /** Statistic that a metric, or behind the metrics a measure, is computed from; -1 for none. */
  int statisticOf(int i) {
    return feedOf[i];
  }

  /** Statistics of a window without events. */
  Statistic[] empty() {
    Statistic[] statistics = new Statistic[feeds.length];
    for (int i = 0; i < feeds.length; i++) {
      statistics[i] = feeds[i].empty();
    }
    return statistics;
  }

  void update(Statistic[] statistics, Event event) {
    long passed = 0;
    for (int i = 0; i < filters.length; i++) {
      if (filters[i].accepts(event)) {
        passed |= 1L << i;
      }
    }
    for (int i = 0; i < feeds.length; i++) {
      feeds[i].update(statistics[i], event, passed);
    }
  }

  void merge(Statistic[] into, Statistic[] from) {
    for (int i = 0; i < feeds.length; i++) {
      into[i].merge(from[i]);
    }
  }

  /** Heap that the statistics of a window take, about. */
  static long heapBytes(Statistic[] statistics) {
    long bytes = 0;
    for (Statistic statistic : statistics) {
      bytes += statistic.heapBytes();
    }
    return bytes;
  }

  byte[] write(Statistic[] statistics) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (Statistic statistic : statistics) {
        statistic.write(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("an array of bytes takes what is written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when a later version wrote it
   */
  Statistic[] read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    Statistic[] statistics = empty();
    for (Statistic statistic : statistics) {
      statistic.read(in);
    }
    return statistics;
  }

  /** Number of metrics and measures. */
  int size() {
    return feedOf.length;
  }

  /**
   * The value of a metric, or behind the metrics of a measure.
   *
   * @param watched milliseconds from the first window of all to this one
   */
  Estimate value(int i, Statistic[] statistics, long watched) {
    Statistic statistic = feedOf[i] == NO_FEED ? null : statistics[feedOf[i]];
    return i < metrics.length
        ? value(metrics[i], statistic)
        : value(measures[i - metrics.length], statistic, watched);
  }

  private static Estimate value(Metric metric, Statistic statistic) {
    switch (metric.kind()) {
      case CONSTANT:
        return Estimate.exact(metric.constant());
      case ROW_COUNT:
        return Estimate.exact(((Counts) statistic).events());
      case COMPLETENESS:
      case COMPLIANCE:
        return Estimate.exact(((Counts) statistic).share());
      case UNIQUENESS:
        return ((Frequencies) statistic).uniqueness();
      case UNIQUE_VALUE_RATIO:
        return ((Frequencies) statistic).uniqueValueRatio();
      case DISTINCT_VALUES_COUNT:
        return ((Frequencies) statistic).distinct();
      case ENTROPY:
        return ((Frequencies) statistic).entropy();
      case MEAN:
        return Estimate.exact(((Numbers) statistic).mean());
      case SUM:
        return Estimate.exact(((Numbers) statistic).sum());
      case STANDARD_DEVIATION:
        return Estimate.exact(((Numbers) statistic).standardDeviation());
      case MINIMUM:
      case MINIMUM_LENGTH:
        return Estimate.exact(((Numbers) statistic).least());
      case MAXIMUM:
      case MAXIMUM_LENGTH:
        return Estimate.exact(((Numbers) statistic).greatest());
      case COLUMN_CORRELATION:
        return Estimate.exact(((Pairs) statistic).correlation());
      default:
        throw new IllegalArgumentException("no statistic answers " + metric.kind());
    }
  }

  private static Estimate value(QualityMeasure measure, Statistic statistic, long watched) {
    switch (measure.kind()) {
      case LATE_EVENTS:
        return Estimate.exact(((Counts) statistic).met());
      case DUPLICATES:
        return ((Frequencies) statistic).repeated();
      case POPULATION_STABILITY:
        Drift shifted = (Drift) statistic;
        return isEnough(measure, shifted, watched)
            ? Estimate.exact(shifted.populationStability())
            : Estimate.none();
      case JENSEN_SHANNON:
        Drift moved = (Drift) statistic;
        return isEnough(measure, moved, watched)
            ? Estimate.exact(moved.jensenShannon())
            : Estimate.none();
      default:
        return ((Ranks) statistic).quantile(measure.rank());
    }
  }

  private static boolean isEnough(QualityMeasure measure, Drift drift, long watched) {
    return drift.events() >= measure.drift().leastEvents()
        && watched >= measure.drift().past().toMillis();
  }
}
