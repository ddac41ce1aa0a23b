package io.millrace.udf.quality;

import io.millrace.udf.scalar.Hash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How often the values of a column occur: number of distinct values, uniqueness and entropy. Exact
 * while there are at most {@value #EXACT} distinct values.
 *
 * <p>Beyond, it keeps as many of them as a sample, those with the smallest hashes. Whether a value
 * is in the sample follows from the value alone, so each subtask that meets it counts it, and its
 * count is exact. The sample, and all but the entropy, are the same however events were split and
 * merged. What the sample says of all values:
 *
 * <ul>
 *   <li>The share s of the range of hashes that the sample covers is also about the share of the
 *       values that it holds, so there are k/s of them (k minimum values). The standard error is
 *       1/√k of that, 1.1 %.
 *   <li>Since the number of events is known, there are also as many as events divided by the mean
 *       count in the sample. Where values occur about equally often, if only once, this errs far
 *       less, and with a few frequent values far more; so it is taken where it lies within four
 *       standard errors of the first. An identity that never repeats has a uniqueness of 1, not of
 *       1.01. The error reported is that of the first.
 *   <li>The share of values that occur once is that in the sample.
 *   <li>Entropy: {@link FrequentValues} counts the frequent values one by one; the sample stands
 *       for the others.
 * </ul>
 *
 * <p>Sources: K. Beyer, P. J. Haas, B. Reinwald, Y. Sismanis, R. Gemulla, "On Synopses for
 * Distinct-Value Estimation Under Multiset Operations", SIGMOD 2007; P. B. Gibbons, "Distinct
 * Sampling for Highly-Accurate Answers to Distinct Values Queries and Event Reports", VLDB 2001.
 */
public final class Frequencies implements Statistic {
  /** As many distinct values are counted exactly, and kept as a sample when there are more. */
  static final int EXACT = 8192;

  private static final long NO_LIMIT = Long.MAX_VALUE;
  private static final double RANGE = 0x1p63;

  /** Standard errors that the better estimate may differ from the one that cannot go astray. */
  private static final double CONSISTENT = 4;

  private final ValueCounts sample = new ValueCounts();
  private long events;

  /** Only values with smaller hashes are counted. */
  private long limit = NO_LIMIT;

  /** Counts of all values, the frequent ones kept; null while the sample has all. */
  private FrequentValues frequent;

  /** Adds the value of one event, by its 64-bit hash; events without a value are left out. */
  public void update(long hash) {
    long value = Math.max(1, hash >>> 1);
    events++;
    if (frequent != null) {
      frequent.add(value, 1);
    }
    add(value, 1);
  }

  /** Hash of values that are one together, from the hash of the first ones and that of the next. */
  public static long combine(long hash, long next) {
    return Hash.of(31 * hash + next);
  }

  private void add(long value, long count) {
    if (value < limit) {
      sample.add(value, count);
      // Twice as many before some are forgotten: finding out which takes sorting them.
      if (sample.size() == 2 * EXACT) {
        trim();
      }
    }
  }

  /** Forgets all values but those with the smallest hashes. */
  private void trim() {
    if (sample.size() > EXACT) {
      countFrequent();
      limit = sample.sorted()[EXACT];
      sample.removeFrom(limit);
    }
  }

  private void countFrequent() {
    if (frequent == null) {
      frequent = new FrequentValues();
      frequent.addAll(sample);
    }
  }

  @Override
  public void merge(Statistic other) {
    Frequencies from = (Frequencies) other;
    // Merging may forget values of the sample, which have to be counted before.
    if (from.frequent != null || sample.size() + from.sample.size() >= 2 * EXACT) {
      countFrequent();
    }
    if (from.frequent != null) {
      frequent.merge(from.frequent);
    } else if (frequent != null) {
      frequent.addAll(from.sample);
    }
    if (from.limit < limit) {
      limit = from.limit;
      sample.removeFrom(limit);
    }
    for (long value : from.sample.sorted()) {
      add(value, from.sample.count(value));
    }
    events += from.events;
  }

  /** Number of distinct values. */
  public Estimate distinct() {
    trim();
    if (isExact()) {
      return Estimate.exact(sample.size());
    }
    return Estimate.approximate(
        Math.rint(estimatedDistinct()), Estimate.TWO_SIDED_95 * distinctError());
  }

  /** Share of events whose value no other event has; none without a value. */
  public Estimate uniqueness() {
    trim();
    long unique = unique();
    if (events == 0) {
      return Estimate.none();
    }
    if (isExact()) {
      return Estimate.exact((double) unique / events);
    }
    double share = share();
    // As with any count that is 0: up to 3 are no surprise.
    double deviation = Math.sqrt(Math.max(unique, 3) * (1 - share)) / share;
    return Estimate.approximate(
        Math.min(1, estimatedDistinct() * unique / sample.size() / events),
        Estimate.TWO_SIDED_95 * deviation / events);
  }

  /** Share of events whose value another event had before; none without a value. */
  public Estimate repeated() {
    Estimate distinct = distinct();
    if (events == 0) {
      return Estimate.none();
    }
    double repeated = 1 - distinct.value() / events;
    return isExact()
        ? Estimate.exact(repeated)
        : Estimate.approximate(repeated, distinct.error() / events);
  }

  /** Share of distinct values that occur once; none without a value. */
  public Estimate uniqueValueRatio() {
    trim();
    if (events == 0) {
      return Estimate.none();
    }
    double ratio = (double) unique() / sample.size();
    if (isExact()) {
      return Estimate.exact(ratio);
    }
    // Wilson's interval, which is no point where the ratio is 0 or 1.
    double z = Estimate.TWO_SIDED_95 * Estimate.TWO_SIDED_95 / sample.size();
    return Estimate.approximate(ratio, Math.sqrt(z * ratio * (1 - ratio) + z * z));
  }

  /** Entropy of the values' distribution, in nats; none without a value. */
  public Estimate entropy() {
    trim();
    if (events == 0) {
      return Estimate.none();
    }
    long[] values = sample.sorted();
    if (isExact()) {
      // In ascending order, so that the sum has the same last bit whatever came first.
      long[] counts = Arrays.stream(values).map(sample::count).sorted().toArray();
      double entropy = 0;
      for (long count : counts) {
        double probability = (double) count / events;
        entropy -= probability * Math.log(probability);
      }
      return Estimate.exact(entropy);
    }
    return frequent.entropy(events, values, sample, share(), estimatedDistinct());
  }

  private boolean isExact() {
    return limit == NO_LIMIT;
  }

  /** Share of the range of hashes that the sample covers. */
  private double share() {
    return limit / RANGE;
  }

  private double distinctError() {
    double share = share();
    return Math.sqrt(sample.size() * (1 - share)) / share;
  }

  private double estimatedDistinct() {
    double byShare = sample.size() / share();
    long sampled = 0;
    for (long value : sample.sorted()) {
      sampled += sample.count(value);
    }
    double byCount = (double) events / sampled * sample.size();
    boolean consistent = Math.abs(byCount - byShare) <= CONSISTENT * distinctError();
    return Math.min(events, consistent ? byCount : byShare);
  }

  private long unique() {
    long unique = 0;
    for (long value : sample.sorted()) {
      if (sample.count(value) == 1) {
        unique++;
      }
    }
    return unique;
  }

  @Override
  public int heapBytes() {
    return 64 + sample.heapBytes() + (frequent == null ? 0 : frequent.heapBytes());
  }

  @Override
  public void write(DataOutput out) throws IOException {
    trim();
    StateFormat.writeVersion(out);
    StateFormat.writeCount(events, out);
    out.writeLong(limit);
    StateFormat.writeCount(sample.size(), out);
    for (long value : sample.sorted()) {
      out.writeLong(value);
      StateFormat.writeCount(sample.count(value), out);
    }
    if (!isExact()) {
      frequent.write(out);
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion("Frequencies", in);
    events = StateFormat.readCount(in);
    limit = in.readLong();
    sample.clear();
    for (long left = StateFormat.readCount(in); left > 0; left--) {
      sample.add(in.readLong(), StateFormat.readCount(in));
    }
    frequent = isExact() ? null : FrequentValues.read(in);
  }
}
