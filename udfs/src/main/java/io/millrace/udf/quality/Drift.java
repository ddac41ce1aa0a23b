package io.millrace.udf.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How far the values of a window lie from a baseline: the population stability index and the
 * Jensen-Shannon distance over the baseline's bins, the missing values being a bin of their own.
 *
 * <p>So that no logarithm is infinite, a bin that was empty in training counts as {@value
 * #LEAST_SHARE}, and half an event a bin is added to the window, distributed as the baseline is.
 * Without drift the index of n events in B bins is about (B-1)/n by chance alone: 0.013 of a
 * thousand events in fourteen bins.
 *
 * <p>Sources: N. Siddiqi, "Credit Risk Scorecards", Wiley 2006 (the index; customary bounds are 0.1
 * for a slight and 0.25 for a great shift); B. Yurdakul, "Statistical Properties of Population
 * Stability Index", Western Michigan University 2018; J. Lin, "Divergence Measures Based on the
 * Shannon Entropy", IEEE Transactions on Information Theory 37 (1991).
 */
public final class Drift implements Statistic {
  private static final double LEAST_SHARE = 1e-4;

  private final Baseline baseline;

  /** Events in each bin; those that miss the value are last. */
  private final long[] counts;

  public Drift(Baseline baseline) {
    this.baseline = baseline;
    this.counts = new long[baseline.bins() + 1];
  }

  /** Adds the value of one event, NaN where it is missing. */
  public void update(double value) {
    counts[Double.isNaN(value) ? baseline.bins() : baseline.bin(value)]++;
  }

  /** Number of events, those that miss the value included. */
  public long events() {
    return Arrays.stream(counts).sum();
  }

  /** Population stability index, 0 or more; NaN without an event. */
  public double populationStability() {
    long events = events();
    if (events == 0) {
      return Double.NaN;
    }
    double index = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double expected = expected(bin);
      double got = got(bin, events);
      index += (got - expected) * Math.log(got / expected);
    }
    return index;
  }

  /** Jensen-Shannon distance: the root of the divergence in bits, from 0 to 1; NaN of no event. */
  public double jensenShannon() {
    long events = events();
    if (events == 0) {
      return Double.NaN;
    }
    double divergence = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double expected = expected(bin);
      double got = got(bin, events);
      double middle = (expected + got) / 2;
      divergence += expected * Math.log(expected / middle) + got * Math.log(got / middle);
    }
    return Math.sqrt(Math.max(0, divergence / 2 / Math.log(2)));
  }

  /** Floored shares, divided by their sum. */
  private double expected(int bin) {
    double sum = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += Math.max(LEAST_SHARE, baseline.share(i));
    }
    return Math.max(LEAST_SHARE, baseline.share(bin)) / sum;
  }

  /** With some events more, as the baseline has them. */
  private double got(int bin, long events) {
    return (counts[bin] + 0.5 * counts.length * expected(bin)) / (events + 0.5 * counts.length);
  }

  @Override
  public void merge(Statistic other) {
    long[] more = ((Drift) other).counts;
    for (int bin = 0; bin < counts.length; bin++) {
      counts[bin] += more[bin];
    }
  }

  @Override
  public int heapBytes() {
    return 40 + Long.BYTES * counts.length;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateFormat.writeVersion(out);
    StateFormat.writeCount(counts.length, out);
    for (long count : counts) {
      StateFormat.writeCount(count, out);
    }
  }

  @Override
  public void read(DataInput in) throws IOException {
    StateFormat.readVersion("Drift", in);
    long bins = StateFormat.readCount(in);
    if (bins != counts.length) {
      throw new IOException(
          "state of quality's Drift: expected "
              + counts.length
              + " bins, got "
              + bins
              + "; the baseline has changed");
    }
    for (int bin = 0; bin < counts.length; bin++) {
      counts[bin] = StateFormat.readCount(in);
    }
  }
}
